/** The nouns of the API under the names that pages use; their shapes are the server's own (schema.ts). */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type User = Schemas["Person"];
export type Role = User["role"];
/** Somebody as an administrator sees them. */
export type Person = Schemas["PersonRow"];
export type Setup = Schemas["Setup"];
export type OwnSession = Schemas["Entry"];
export type Token = Schemas["TokenRow"];

export type ErrorBody = Schemas["Problem"];
export type StudyRow = Schemas["StudyRow"];
export type StudyList = Schemas["StudyPage"];
export type Status = StudyRow["status"];
export type Review = NonNullable<StudyRow["review"]>;
export type NextAction = StudyRow["next_action"];
export type Job = Schemas["JobRow"];
export type JobState = Job["state"];

export type CardFigure = Schemas["CardFigure"];
export type ModelRow = Schemas["ModelRow"];
export type Storage = Schemas["Storage"];
export type ShareKind = Storage["shares"][number]["kind"];
export type Health = Schemas["Condition"];
export type Backup = Schemas["BackupRow"];
export type TraceRow = Schemas["TraceRow"];
export type TracePage = Schemas["TracePage"];
