from neuroinsight.report.languages.english import ENGLISH as SPANISH
