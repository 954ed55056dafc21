/** The one shape of error that the server answers with, for every 4xx and 5xx. */
export interface Problem {
  code: string;
  problem: string;
  seen?: string | null;
  allowed?: string | null;
  remedy?: string | null;
  reference?: string | null;
  values?: Record<string, unknown> | null;
}

/** The server refused. */
export class ApiError extends Error {
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.problem);
    this.name = "ApiError";
    this.status = status;
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }
}

/** The server did not answer at all. */
export class Unreachable extends Error {
  constructor() {
    super("The server did not answer");
    this.name = "Unreachable";
  }
}

/** The problem in a body of an answer; an answer of another shape (a proxy's page) is named by its status. */
export function problemIn(status: number, body: unknown): Problem {
  if (typeof body === "object" && body !== null && "error" in body) {
    const { error } = body as { error: unknown };
    if (typeof error === "object" && error !== null && "code" in error && "problem" in error) return error as Problem;
  }
  return { code: `http-${status}`, problem: `The server answered with status ${status}` };
}
