"""Spanish for what a reader adds to a record."""

from neuroinsight.core.reading import ReadingStatus
from neuroinsight.report.wording import ReadingWords, Stage

READING = ReadingWords(
    stages={
        ReadingStatus.UNREVIEWED: Stage(
            title="RESULTADO DE IA",
            detail="Sin revisar, sin firmar",
            short="RESULTADO DE IA, sin revisar",
            signed="{outlines}Nadie lo ha revisado todavía.",
        ),
        ReadingStatus.REVIEWED: Stage(
            title="REVISADO",
            detail="Contornos revisados {time}, sin firmar",
            short="REVISADO, sin firmar",
            signed="{outlines}Contornos revisados por {reader}, {time}; aún sin firmar.",
            overlay="Contornos automáticos, revisados por {reader}.",
        ),
        ReadingStatus.PRELIMINARY: Stage(
            title="PRELIMINAR",
            detail="Redactado {time}, sin firmar",
            short="PRELIMINAR, sin firmar",
            signed="{outlines}Informe redactado por {reader}, {time}; aún sin firmar.",
            overlay="Contornos automáticos, revisados por {reader}.",
        ),
        ReadingStatus.FINAL: Stage(
            title="DEFINITIVO",
            detail="Firmado {time}",
            short="DEFINITIVO, firmado {time}",
            signed="{outlines}Leído y firmado por la persona aquí nombrada.",
            overlay="Contornos automáticos, en un informe firmado por {reader}.",
        ),
    },
    outlines_edited=", contornos editados",
    outlines="Medido por un programa. ",
    outlines_by="Contornos de {reader}, medidos por un programa. ",
    signature="Firmado: {reader} · {time} · {digest}",
    number="Informe {number}",
    replaces="sustituye al informe {number}",
    impression="Impresión, en palabras de {reader}",
    note="Nota:",
    addendum="Adenda {number}, {time}, {author}.",
    unchanged_below="El texto siguiente no ha cambiado.",
    hidden="no se muestra",
    no_intervals="intervalos de los volúmenes (pertenecen a los contornos automáticos)",
    title="Lectura y firma",
    status="Estado",
    read_by="Última lectura",
    read="{reader}, {time}",
    words="Impresión",
    words_own="en palabras del lector",
    words_made="las frases hechas a partir de los hallazgos",
    digest="Firma, SHA-256",
    addenda="Adendas",
    no_addenda="ninguna",
    made_sentences="Frases hechas a partir de los hallazgos",
    compared="contornos automáticos",
    edited="editado; automático {automatic}",
    not_edited="sin cambios; automático {automatic}",
    beside="{value}; automático {automatic}",
)
