/** What stands in the way, each with the ways out that one press takes. */
import { Button } from "../components/button";
import { Note } from "../components/note";
import type { IntakeFile, Step, UploadProblem } from "./types";
import { cureText, problemWords } from "./words";

const MOST_CURES = 4;

export interface ProblemNotesProps {
  problems: readonly UploadProblem[];
  files: readonly IntakeFile[];
  busy: boolean;
  cure: (steps: readonly Step[]) => void;
}

export function ProblemNotes({ problems, files, busy, cure }: ProblemNotesProps) {
  const names = new Map(files.map(({ id, name }) => [id, name]));
  return (
    <>
      {problems
        .filter(({ error }) => error.code !== "upload.empty")
        .map((problem) => {
          const { text, below } = problemWords(problem, names);
          return (
            <Note
              key={problem.error.code + problem.files.join()}
              tone={problem.blocks ? "bad" : "warn"}
              icon="warn"
              actions={
                problem.cures.length > 0 && (
                  <span class="row wrap cures">
                    {problem.cures.slice(0, MOST_CURES).map((one) => (
                      <Button key={cureText(one)} size="sm" disabled={busy} onPress={() => cure(one.steps)}>
                        {cureText(one)}
                      </Button>
                    ))}
                  </span>
                )
              }
            >
              <p>
                <b>{text}</b>
              </p>
              {below.map((line) => (
                <p key={line} class="muted small">
                  {line}
                </p>
              ))}
            </Note>
          );
        })}
    </>
  );
}
