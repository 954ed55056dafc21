// Made by `make types` of the server's description of its interface; never by hand.
// sha256 of the description: 4fc06832a285061a2ace9b4741796239202ec5a3ce10d8e5ca9e8cbc8e3213ef

export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * AddendumBody
         * @description What is added to a signed report.
         */
        AddendumBody: {
            /** Password */
            password: string;
            /** Text */
            text: string;
        };
        /**
         * AddendumRow
         * @description What was added, by whom and when.
         */
        AddendumRow: {
            /** Author */
            author: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Number */
            number: number;
            /** Text */
            text: string;
        };
        /**
         * BackupRow
         * @description A backup beside the data.
         */
        BackupRow: {
            /**
             * Made At
             * Format: date-time
             */
            made_at: string;
            /** Name */
            name: string;
            /** Size Bytes */
            size_bytes: number;
        };
        /**
         * Box
         * @description A category by one way of measuring, with the rule that gave it.
         */
        Box: {
            /** Category */
            category: string;
            /** Rule */
            rule: string;
            /** Title */
            title: string;
        };
        /**
         * Card
         * @description What must be known of a model before trusting it.
         */
        Card: {
            /** Citations */
            citations: string[];
            /** Figures */
            figures: components["schemas"]["CardFigure"][];
            /** Figures Without Optional */
            figures_without_optional: components["schemas"]["CardFigure"][];
            /** Intended Use */
            intended_use: string;
            /** Limits */
            limits: string[];
            /**
             * Optional
             * @description Sequences that a study may lack
             */
            optional: string[];
            /** Protocol */
            protocol: string;
            /** Summary */
            summary: string;
            /** Terms */
            terms: string;
            /** Training Cases */
            training_cases: string;
        };
        /**
         * CardFigure
         * @description A metric of a region over patients: mean, median and the 95 % interval of the mean.
         */
        CardFigure: {
            /** Cases */
            cases: number;
            /** High */
            high: number;
            /** Low */
            low: number;
            /** Mean */
            mean: number;
            /** Median */
            median: number;
            /** Metric */
            metric: string;
            /** Region */
            region: string;
        };
        /**
         * CautionText
         * @description Why a reader should doubt part of the result.
         */
        CautionText: {
            /** Cause */
            cause: string;
            /** Code */
            code: string;
            /** Consequence */
            consequence: string;
            /** Weighty */
            weighty: boolean;
        };
        /**
         * Changes
         * @description What a person changes of their own account.
         */
        Changes: {
            /** Display Name */
            display_name?: string | null;
            language?: components["schemas"]["neuroinsight__server__schemas__accounts__Language"] | null;
            theme?: components["schemas"]["Theme"] | null;
        };
        /**
         * CheckRow
         * @description A check by its code, and what came of it.
         */
        CheckRow: {
            /** Code */
            code: string;
            state: components["schemas"]["CheckState"];
        };
        /**
         * CheckState
         * @description What came of a check.
         * @enum {string}
         */
        CheckState: "ok" | "bad" | "waiting";
        /**
         * Choices
         * @description What an administrator sets on the page; what is left out stays.
         */
        Choices: {
            /**
             * Model
             * @description Model of new analyses
             * @example glioma
             */
            model?: string | null;
            /** Retention Days */
            retention_days?: number | null;
        };
        /**
         * Chosen
         * @description What is set now.
         */
        Chosen: {
            /** Model */
            model: string;
            /** Retention Days */
            retention_days: number;
        };
        /**
         * ChosenUse
         * @description What a file is used for; null: what it is recognized as.
         */
        ChosenUse: {
            /** @example flair */
            use: components["schemas"]["Use"] | null;
        };
        /**
         * Condition
         * @description How the parts of the server are.
         */
        Condition: {
            /**
             * Database
             * @enum {string}
             */
            database: "sqlite" | "postgresql";
            /** Done Today */
            done_today: number;
            /** Encrypted */
            encrypted: boolean;
            /** Failed Today */
            failed_today: number;
            /** Median Seconds Today */
            median_seconds_today: number | null;
            /** Oldest Queued Seconds */
            oldest_queued_seconds: number | null;
            /**
             * Problems
             * @description Codes: disk-low, trail-broken, failures
             */
            problems: string[];
            /** Queued */
            queued: number;
            /**
             * Reachable
             * @enum {string}
             */
            reachable: "this-machine" | "network";
            /** Running */
            running: number;
            /** Trail Is Whole */
            trail_is_whole: boolean;
            /** Version */
            version: string;
        };
        /**
         * Credentials
         * @description Name and password.
         */
        Credentials: {
            /**
             * Name
             * @example anna
             */
            name: string;
            /**
             * Password
             * @example four unrelated words here
             */
            password: string;
        };
        /**
         * CureRow
         * @description A way out at one press: send its steps back.
         */
        CureRow: {
            /**
             * Label
             * @description A code, as cure.leave_out
             */
            label: string;
            /** Steps */
            steps: components["schemas"]["StepRow"][];
            /** Values */
            values: {
                [key: string]: string | number | string[] | number[];
            };
        };
        /**
         * DateMark
         * @description A date below the plot.
         */
        DateMark: {
            /** Label */
            label: string;
            /** X */
            x: number;
        };
        /**
         * Declaration
         * @description What the images do not tell; null or left out where it is not known.
         */
        Declaration: {
            /** Age Years */
            age_years?: number | null;
            /** Exam Date */
            exam_date?: string | null;
            /**
             * Patient
             * @description A code, no name of a person
             * @example NI-0042
             */
            patient?: string | null;
            /** Steroids */
            steroids?: boolean | null;
            /**
             * Treated
             * @description Surgery or treatment before this exam: no grade is given then
             */
            treated?: boolean | null;
        };
        /**
         * DraftKept
         * @description The revision that was kept, and when.
         */
        DraftKept: {
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /** Revision */
            revision: number;
        };
        /**
         * DraftRow
         * @description Strokes that are not saved as a version yet.
         */
        DraftRow: {
            /** Based On */
            based_on: number;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /**
             * History
             * @description Base64 of the page's own history of strokes
             */
            history: string;
            /** Revision */
            revision: number;
        };
        /**
         * EarlierReport
         * @description A signed report that a newer one follows.
         */
        EarlierReport: {
            /** Number */
            number: number;
            /**
             * Signed At
             * Format: date-time
             */
            signed_at: string;
            /** Signed By */
            signed_by: string;
            /** Version */
            version: number;
        };
        /**
         * Entry
         * @description A sign-in of one's own.
         */
        Entry: {
            /** Agent */
            agent: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Id */
            id: string;
            /** Is This */
            is_this: boolean;
            /**
             * Seen At
             * Format: date-time
             */
            seen_at: string;
        };
        /**
         * ErrorAnswer
         * @description The body of every answer that is no success.
         */
        ErrorAnswer: {
            error: components["schemas"]["Problem"];
        };
        /**
         * EvidenceRow
         * @description One reason: a code, with values.
         */
        EvidenceRow: {
            /** Code */
            code: string;
            /** Values */
            values: {
                [key: string]: string | number | string[] | number[];
            };
        };
        /**
         * Exam
         * @description An examination with a result.
         */
        Exam: {
            /** Exam Date */
            exam_date: string | null;
            review: components["schemas"]["Review"] | null;
            /** Study */
            study: string;
            /** Thumbnail */
            thumbnail: string | null;
            /** Version */
            version: number;
            whole_tumor_ml: components["schemas"]["VolumeRange"] | null;
        };
        /**
         * FileRow
         * @description A file as far as it was received.
         */
        FileRow: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /** Is Whole */
            is_whole: boolean;
            /**
             * Name
             * @example NI-0042/flair.nii.gz
             */
            name: string;
            /** Received Bytes */
            received_bytes: number;
            /**
             * Size Bytes
             * @description Null until it is known
             */
            size_bytes: number | null;
            /** @description What a person chose; null: as recognized */
            use: components["schemas"]["Use"] | null;
        };
        /**
         * Findings
         * @description Everything that a page says of a version, in the order in which a reader asks.
         */
        Findings: {
            /** Cautions */
            cautions: components["schemas"]["CautionText"][];
            /**
             * Conclusive
             * @description False where no size is given: nothing found, not measured, or withheld
             */
            conclusive: boolean;
            /** Declared */
            declared: string;
            /** Expected Overlap */
            expected_overlap: string | null;
            /** Further */
            further: components["schemas"]["Table"][];
            grade: components["schemas"]["GradeText"] | null;
            /** Impression */
            impression: components["schemas"]["Run"][][];
            language: components["schemas"]["neuroinsight__report__context__Language"];
            /** Lesions */
            lesions: components["schemas"]["LesionText"][];
            /** Lines */
            lines: components["schemas"]["LineText"][];
            /** Not Assessed */
            not_assessed: components["schemas"]["Gap"][];
            place: components["schemas"]["Table"];
            /**
             * Product
             * @description Product of the diameters, or their sum over the lesions, with its slice
             */
            product: string | null;
            /** Sides Known */
            sides_known: boolean;
            /** Status */
            status: string;
            volumes: components["schemas"]["VolumesText"];
        };
        /**
         * FirstAdministrator
         * @description The person who runs the installation.
         */
        FirstAdministrator: {
            /**
             * Display Name
             * @default
             * @example Anna Muster
             */
            display_name: string;
            /**
             * Name
             * @example anna
             */
            name: string;
            /**
             * Password
             * @example four unrelated words here
             */
            password: string;
        };
        /**
         * FollowUpText
         * @description A follow-up in the words of a language.
         */
        FollowUpText: {
            /** Boxes */
            boxes: components["schemas"]["Box"][];
            /** Cautions */
            cautions: components["schemas"]["Told"][];
            change: components["schemas"]["TableText"];
            /** Dates */
            dates: string[];
            /**
             * Disagree
             * @description Whether diameters and volume give different categories
             */
            disagree: boolean;
            examinations: components["schemas"]["TableText"];
            lesions: components["schemas"]["TableText"] | null;
            /** Limits */
            limits: string[];
            /** Plots */
            plots: components["schemas"]["Plot"][];
            /** Response */
            response: string;
            /** Rules */
            rules: string[];
            /**
             * Sentences
             * @description Plain and bold in turn
             */
            sentences: string[][];
        };
        /**
         * Gap
         * @description What was not assessed, and why.
         */
        Gap: {
            /** Reason */
            reason: string;
            /** Title */
            title: string;
        };
        /**
         * GradeText
         * @description The class of the training data that the imaging resembles; neither is a WHO grade.
         */
        GradeText: {
            /** Ends */
            ends: string[];
            interval: components["schemas"]["Range"] | null;
            /** Probability */
            probability: number | null;
            /** Reason */
            reason: string | null;
            resembles: components["schemas"]["Resemblance"] | null;
            /** Sentences */
            sentences: string[];
            /** Text */
            text: string | null;
            /** Undetermined */
            undetermined: [
                number,
                number
            ] | null;
        };
        /**
         * GradeWord
         * @description BraTS' two classes by imaging, or the code of the reason why none is given; tissue decides.
         */
        GradeWord: {
            /** Hgg Probability */
            hgg_probability: number | null;
            /** Word */
            word: string;
        };
        /**
         * Health
         * @description The server lives, and its database answers.
         */
        Health: {
            /**
             * Status
             * @default ok
             * @constant
             */
            status: "ok";
            /**
             * Version
             * @default 0.1.0
             */
            version: string;
        };
        /**
         * IntakeFile
         * @description A file, what it is taken for, how surely, and why.
         */
        IntakeFile: {
            /** Evidence */
            evidence: components["schemas"]["EvidenceRow"][];
            /** Id */
            id: string;
            kind: components["schemas"]["Kind"];
            /** Name */
            name: string;
            /** Shape */
            shape: [
                number,
                number,
                number
            ] | null;
            /** Size Bytes */
            size_bytes: number;
            /** Spacing Mm */
            spacing_mm: [
                number,
                number,
                number
            ] | null;
            sure: components["schemas"]["Sureness"];
            /**
             * Thumbnail
             * @description Address of a small picture
             */
            thumbnail: string | null;
            /** @description Null: nobody knows yet */
            use: components["schemas"]["Use"] | null;
        };
        /**
         * IntakeRow
         * @description All that is known of an upload; `ready` when an analysis may begin.
         */
        IntakeRow: {
            /** Cautions */
            cautions: components["schemas"]["EvidenceRow"][];
            /** Checks */
            checks: components["schemas"]["CheckRow"][];
            /** Files */
            files: components["schemas"]["IntakeFile"][];
            /** Problems */
            problems: components["schemas"]["ProblemRow"][];
            /** Ready */
            ready: boolean;
            /** Suggested Date */
            suggested_date: string | null;
            /** Suggested Patient */
            suggested_patient: string | null;
            /**
             * Unfinished
             * @description Files that were begun and are not whole
             */
            unfinished: components["schemas"]["FileRow"][];
        };
        /**
         * JobRow
         * @description A job as far as it is.
         */
        JobRow: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Ended At */
            ended_at: string | null;
            error: components["schemas"]["Problem"] | null;
            /** Fraction */
            fraction: number;
            /** Id */
            id: string;
            /** Place In Queue */
            place_in_queue?: number | null;
            /** Seconds Left */
            seconds_left?: number | null;
            /** Stage */
            stage: string | null;
            /** Stages */
            stages: components["schemas"]["Stage"][];
            /** Started At */
            started_at: string | null;
            state: components["schemas"]["JobState"];
        };
        /**
         * JobState
         * @description Where a job is; the last three are its ends.
         * @enum {string}
         */
        JobState: "queued" | "running" | "done" | "failed" | "canceled";
        /**
         * Kind
         * @description What a file is, by its first bytes and its name, and for images by what is in them.
         * @enum {string}
         */
        Kind: "image" | "mask" | "picture" | "dicom" | "archive" | "pair" | "document" | "unknown" | "damaged";
        /**
         * LesionText
         * @description A lesion: where it is, how large, and where to look at it (RAS+ mm).
         */
        LesionText: {
            /** At Mm */
            at_mm: [
                number,
                number,
                number
            ];
            /** Diameters */
            diameters: string | null;
            /** Id */
            id: string;
            /**
             * Measurable
             * @description Whether RANO calls the diameters measurable, in words
             */
            measurable: string | null;
            /** Place */
            place: string;
            /** Volume */
            volume: string | null;
        };
        /**
         * Limit
         * @description A limit of the criteria; `at` is the place of its label.
         */
        Limit: {
            /** At */
            at: number;
            /** Label */
            label: string;
            /** Y */
            y: number;
        };
        /**
         * LineText
         * @description A length where it was taken (RAS+ mm).
         */
        LineText: {
            /** End Mm */
            end_mm: [
                number,
                number,
                number
            ];
            /** Lesion */
            lesion: string | null;
            /** Name */
            name: string;
            /** Start Mm */
            start_mm: [
                number,
                number,
                number
            ];
            /** Text */
            text: string;
        };
        /**
         * ModelRow
         * @description An installed model; old results keep the one that made them.
         */
        ModelRow: {
            card: components["schemas"]["Card"] | null;
            /** Is Default */
            is_default: boolean;
            /** Name */
            name: string;
            /** Sha256 */
            sha256: string;
            /** Size Bytes */
            size_bytes: number;
            /** Version */
            version: string;
        };
        /**
         * NewPassword
         * @description The old password, and the one to come.
         */
        NewPassword: {
            /** New */
            new: string;
            /** Old */
            old: string;
        };
        /**
         * NewPerson
         * @description Somebody to make; they get a password for one sign-in.
         */
        NewPerson: {
            /**
             * Display Name
             * @default
             * @example Reader A
             */
            display_name: string;
            /**
             * Name
             * @example reader-a
             */
            name: string;
            /** @default clinician */
            role: components["schemas"]["Role"];
        };
        /**
         * NewToken
         * @description What a token is for.
         */
        NewToken: {
            /**
             * Label
             * @example PACS router
             */
            label: string;
        };
        /**
         * NextAction
         * @description The one thing to do next with a study, named by its verb.
         * @enum {string}
         */
        NextAction: "choose" | "watch" | "cancel" | "read" | "retry" | "review" | "report" | "sign";
        /**
         * OneTimePassword
         * @description A password for one sign-in, which then must be changed.
         */
        OneTimePassword: {
            /** One Time Password */
            one_time_password: string;
        };
        /**
         * Paper
         * @description How many pages the printed report has; each is a picture.
         */
        Paper: {
            /** Pages */
            pages: number;
        };
        /**
         * PassPhrase
         * @description What opens a link.
         */
        PassPhrase: {
            /** Pass Phrase */
            pass_phrase: string;
        };
        /**
         * Patient
         * @description A patient's examinations, the earliest first; those without a date cannot be compared.
         */
        Patient: {
            /** Code */
            code: string;
            /** Exams */
            exams: components["schemas"]["Exam"][];
        };
        /**
         * PatientRow
         * @description A patient of one's own studies.
         */
        PatientRow: {
            /** Code */
            code: string;
            /** Exams */
            exams: number;
            /** First */
            first: string | null;
            /** Last */
            last: string | null;
        };
        /**
         * Person
         * @description Somebody who may sign in.
         */
        Person: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Disabled At */
            disabled_at: string | null;
            /** Display Name */
            display_name: string;
            /** Id */
            id: string;
            language: components["schemas"]["neuroinsight__server__schemas__accounts__Language"];
            /** Must Change Password */
            must_change_password: boolean;
            /** Name */
            name: string;
            role: components["schemas"]["Role"];
            theme: components["schemas"]["Theme"];
        };
        /**
         * PersonChanges
         * @description What an administrator changes of a person.
         */
        PersonChanges: {
            /** Disabled */
            disabled?: boolean | null;
            role?: components["schemas"]["Role"] | null;
        };
        /**
         * PersonMade
         * @description A person with the password for one sign-in, which is shown once.
         */
        PersonMade: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Disabled At */
            disabled_at: string | null;
            /** Display Name */
            display_name: string;
            /** Id */
            id: string;
            language: components["schemas"]["neuroinsight__server__schemas__accounts__Language"];
            /** Must Change Password */
            must_change_password: boolean;
            /** Name */
            name: string;
            /** One Time Password */
            one_time_password: string;
            role: components["schemas"]["Role"];
            theme: components["schemas"]["Theme"];
        };
        /**
         * PersonRow
         * @description Somebody as an administrator sees them, with what they have here.
         */
        PersonRow: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Disabled At */
            disabled_at: string | null;
            /** Display Name */
            display_name: string;
            /** Id */
            id: string;
            /**
             * Is Locked
             * @description Too many wrong passwords in the last quarter of an hour
             */
            is_locked: boolean;
            language: components["schemas"]["neuroinsight__server__schemas__accounts__Language"];
            /** Must Change Password */
            must_change_password: boolean;
            /** Name */
            name: string;
            role: components["schemas"]["Role"];
            /**
             * Seen At
             * @description Their last request; null where they never signed in
             */
            seen_at: string | null;
            /** Studies */
            studies: number;
            theme: components["schemas"]["Theme"];
            /** Tokens */
            tokens: number;
        };
        /**
         * Phrase
         * @description Random words that can be told by telephone.
         */
        Phrase: {
            /** Pass Phrase */
            pass_phrase: string;
        };
        /**
         * Plot
         * @description Values over time, on a scale that begins at nothing; places go from 0 to 1 along both axes.
         */
        Plot: {
            /** Alt */
            alt: string;
            /** Dates */
            dates: components["schemas"]["DateMark"][];
            /** Limits */
            limits: components["schemas"]["Limit"][];
            /** Series */
            series: components["schemas"]["Series"][];
            /** Ticks */
            ticks: components["schemas"]["Tick"][];
            /** Title */
            title: string;
        };
        /**
         * Problem
         * @description What went wrong, what was seen, what is allowed, what to do; `code` for programs, `reference` for the log.
         */
        Problem: {
            /** Allowed */
            allowed: string;
            /** Code */
            code: string;
            /** Problem */
            problem: string;
            /**
             * Reference
             * @default
             */
            reference: string;
            /** Remedy */
            remedy: string;
            /** Seen */
            seen: string;
        };
        /**
         * ProblemRow
         * @description What stands in the way (`blocks`), or what to look at first, and the ways out.
         */
        ProblemRow: {
            /** Blocks */
            blocks: boolean;
            /** Cures */
            cures: components["schemas"]["CureRow"][];
            error: components["schemas"]["ToldRow"];
            /** Files */
            files: string[];
            /** Notes */
            notes: components["schemas"]["EvidenceRow"][];
        };
        /**
         * Range
         * @description An interval: its ends as numbers, and as they are printed.
         */
        Range: {
            /** High */
            high: number;
            /** Low */
            low: number;
            /**
             * Text
             * @example 9.8 to 16.1
             */
            text: string;
        };
        /**
         * Region
         * @description A part of the tumor: disjoint tissues, and the nested regions that they add up to.
         *
         *     >>> from neuroinsight import Region
         *     >>> Region.TC.title, Region.ET in Region.WT.tissues
         *     ('Tumor core', True)
         * @enum {string}
         */
        Region: "NCR" | "ED" | "ET" | "CYST" | "CAVITY" | "TC" | "WT";
        /**
         * ReportState
         * @description The report of a study as it stands; until somebody writes, its impression is made from the findings.
         */
        ReportState: {
            /** Addenda */
            addenda: components["schemas"]["AddendumRow"][];
            /** Author */
            author: string | null;
            /** Cautions */
            cautions: number;
            /**
             * Code
             * @description What stands for the patient where the identity is not shown
             */
            code: string;
            /** Earlier */
            earlier: components["schemas"]["EarlierReport"][];
            /** Impression */
            impression: string;
            /** Is Named */
            is_named: boolean;
            language: components["schemas"]["neuroinsight__report__context__Language"];
            /**
             * Made Impression
             * @description The sentences made from the findings, in the report's language
             */
            made_impression: string;
            /** Note */
            note: string;
            /** Number */
            number: number;
            /** Reviewed By */
            reviewed_by: string | null;
            /** Revision */
            revision: number;
            signature: components["schemas"]["SignatureRow"] | null;
            status: components["schemas"]["Review"];
            /**
             * Version
             * @description The label map that it speaks of
             */
            version: number;
            /** Version Author */
            version_author: string;
            version_kind: components["schemas"]["VersionKind"];
            /**
             * Views
             * @description Files for download
             */
            views: string[];
            /** Written At */
            written_at: string | null;
        };
        /**
         * Resemblance
         * @description The class of the training data that a study resembles; neither is a WHO grade.
         * @enum {string}
         */
        Resemblance: "hgg" | "lgg" | "undetermined";
        /**
         * Review
         * @description How far a reader has come with a result.
         * @enum {string}
         */
        Review: "ai" | "reviewed" | "preliminary" | "final";
        /**
         * Role
         * @description What a person may do: read and sign studies of their own, and for administrators also run the installation.
         * @enum {string}
         */
        Role: "clinician" | "administrator";
        /**
         * Row
         * @description A measurement with its title; `at_mm` where it was taken at a place.
         */
        Row: {
            /** At Mm */
            at_mm: [
                number,
                number,
                number
            ] | null;
            /** Name */
            name: string;
            /** Text */
            text: string;
            /** Title */
            title: string;
        };
        /**
         * Run
         * @description A part of a sentence, bold or not.
         */
        Run: {
            /** Bold */
            bold: boolean;
            /** Text */
            text: string;
        };
        /**
         * SeenDraft
         * @description Which state of the draft is meant.
         */
        SeenDraft: {
            /**
             * Revision
             * @description Of the draft that was seen; 0 before the first
             */
            revision: number;
        };
        /**
         * SequenceName
         * @description Sequences as addresses call them.
         * @enum {string}
         */
        SequenceName: "t1" | "t1ce" | "t2" | "flair";
        /**
         * Series
         * @description One measurement over time: runs of values between gaps.
         */
        Series: {
            /** At */
            at: number;
            /** Dash */
            dash: boolean;
            /** Name */
            name: string;
            /** Runs */
            runs: components["schemas"]["Spot"][][];
        };
        /**
         * Setup
         * @description What IT asks at the first visit: where data go, and who can reach them.
         */
        Setup: {
            /**
             * Data Dir
             * @description None once people were made: a stranger learns no paths
             */
            data_dir: string | null;
            /** Free Bytes */
            free_bytes: number | null;
            /** Needed */
            needed: boolean;
            /** Password Length */
            password_length: number;
            /**
             * Reachable
             * @enum {string}
             */
            reachable: "this-machine" | "network";
        };
        /**
         * Share
         * @description What takes how much space.
         */
        Share: {
            /** Count */
            count: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "uploads" | "results" | "reports" | "deleted" | "backups" | "database";
            /** Size Bytes */
            size_bytes: number;
        };
        /**
         * ShareBody
         * @description What a link shows, and until when.
         */
        ShareBody: {
            /**
             * Days
             * @default 7
             */
            days: number;
            /**
             * Has Pictures
             * @description The key pictures as files, too
             * @default false
             */
            has_pictures: boolean;
            /**
             * Is Named
             * @description Show names and numbers of the files; else the study's code
             * @default false
             */
            is_named: boolean;
            /**
             * Pass Phrase
             * @example maple-orbit-seven-lamp
             */
            pass_phrase: string;
        };
        /**
         * ShareMade
         * @description A new link; its address is shown this once.
         */
        ShareMade: {
            /** Beginning */
            beginning: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Has Pictures */
            has_pictures: boolean;
            /** Id */
            id: string;
            /** Is Named */
            is_named: boolean;
            /**
             * Number
             * @description Of the report
             */
            number: number;
            /** Opened */
            opened: number;
            /** Opened At */
            opened_at: string | null;
            /**
             * Path
             * @example /s/3q2-7wX…
             */
            path: string;
            /** Revoked At */
            revoked_at: string | null;
        };
        /**
         * ShareRow
         * @description A link, as its sender sees it.
         */
        ShareRow: {
            /** Beginning */
            beginning: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Has Pictures */
            has_pictures: boolean;
            /** Id */
            id: string;
            /** Is Named */
            is_named: boolean;
            /**
             * Number
             * @description Of the report
             */
            number: number;
            /** Opened */
            opened: number;
            /** Opened At */
            opened_at: string | null;
            /** Revoked At */
            revoked_at: string | null;
        };
        /**
         * SharedReport
         * @description What a link says: until it is opened, only until when it works.
         */
        SharedReport: {
            /**
             * Addenda
             * @default 0
             */
            addenda: number;
            /** Code */
            code?: string | null;
            /** Exam Date */
            exam_date?: string | null;
            /**
             * Expires At
             * Format: date-time
             */
            expires_at: string;
            /** Is Open */
            is_open: boolean;
            language?: components["schemas"]["neuroinsight__report__context__Language"] | null;
            /**
             * Pages
             * @default 0
             */
            pages: number;
            /** Signed At */
            signed_at?: string | null;
            /** Signed By */
            signed_by?: string | null;
            /** Views */
            views?: string[];
        };
        /**
         * SignBody
         * @description What a signature needs: the draft as it was seen, the reader's word, and the password.
         */
        SignBody: {
            /**
             * Has Read
             * @description I have read the pictures myself and agree with the impression
             * @constant
             */
            has_read: true;
            /** Password */
            password: string;
            /**
             * Revision
             * @description Of the draft that was seen; 0 before the first
             */
            revision: number;
        };
        /**
         * SignatureRow
         * @description Who signed and when; the digest is of the record and the words that were signed.
         */
        SignatureRow: {
            /** Name */
            name: string;
            /** Sha256 */
            sha256: string;
            /**
             * Signed At
             * Format: date-time
             */
            signed_at: string;
        };
        /**
         * Sort
         * @description Orders of the work list; a minus turns one around.
         * @enum {string}
         */
        Sort: "exam_date" | "-exam_date" | "created_at" | "-created_at" | "patient" | "-patient" | "volume" | "-volume" | "grade" | "-grade" | "status" | "-status";
        /**
         * Spot
         * @description A value in a plot, with its interval where there is one.
         */
        Spot: {
            /** High */
            high?: number | null;
            /** Low */
            low?: number | null;
            /** X */
            x: number;
            /** Y */
            y: number;
        };
        /**
         * Stage
         * @description A stage of a job that is over, and what it took.
         */
        Stage: {
            /** Seconds */
            seconds: number;
            /** Stage */
            stage: string;
        };
        /**
         * Status
         * @description Where a study is on its way to a result.
         * @enum {string}
         */
        Status: "receiving" | "needs-input" | "queued" | "running" | "done" | "failed" | "canceled";
        /**
         * StepBody
         * @description What is done to one file: it is used as this, or removed.
         */
        StepBody: {
            /** File */
            file: string;
            /** @description Null removes the file */
            use: components["schemas"]["Use"] | null;
        };
        /**
         * StepRow
         * @description A step of a cure; a use of null removes the file.
         */
        StepRow: {
            /** File */
            file: string;
            use: components["schemas"]["Use"] | null;
        };
        /**
         * Steps
         * @description What is done to several files at once, as the cure of a problem says.
         */
        Steps: {
            /** Steps */
            steps: components["schemas"]["StepBody"][];
        };
        /**
         * Storage
         * @description Where the data lie, and the space they take and have.
         */
        Storage: {
            /** Data Dir */
            data_dir: string;
            /** Free Bytes */
            free_bytes: number;
            /**
             * Removed Next
             * @description Deleted studies whose days are over
             */
            removed_next: number;
            /** Retention Days */
            retention_days: number;
            /** Shares */
            shares: components["schemas"]["Share"][];
            /** Total Bytes */
            total_bytes: number;
        };
        /**
         * StudyPage
         * @description A page of the work list.
         */
        StudyPage: {
            /**
             * Everything
             * @description Studies without filters
             */
            everything: number;
            /** Items */
            items: components["schemas"]["StudyRow"][];
            /**
             * Total
             * @description Studies that the filters let through
             */
            total: number;
            waiting: components["schemas"]["Waiting"];
        };
        /**
         * StudyRow
         * @description A study in the work list, with the one thing to do next.
         */
        StudyRow: {
            /** Age Years */
            age_years: number | null;
            /**
             * Changed At
             * Format: date-time
             */
            changed_at: string;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Deleted At */
            deleted_at: string | null;
            /** Exam Date */
            exam_date: string | null;
            grade: components["schemas"]["GradeWord"] | null;
            /** Id */
            id: string;
            job: components["schemas"]["JobRow"] | null;
            /** Lesions */
            lesions: number | null;
            next_action: components["schemas"]["NextAction"];
            /** Patient */
            patient: string;
            problem: components["schemas"]["Problem"] | null;
            /** Reader */
            reader: string;
            review: components["schemas"]["Review"] | null;
            /** Side */
            side: string | null;
            status: components["schemas"]["Status"];
            /** Steroids */
            steroids: boolean | null;
            /**
             * Thumbnail
             * @description Address of a small picture, null where none can be shown yet
             */
            thumbnail: string | null;
            /** Treated */
            treated: boolean | null;
            /** Version */
            version: number | null;
            whole_tumor_ml: components["schemas"]["VolumeRange"] | null;
        };
        /**
         * Sureness
         * @description How far a person may rely on a recognition.
         * @enum {string}
         */
        Sureness: "sure" | "likely" | "chosen" | "doubted" | "which" | "unknown" | "not-used" | "refused";
        /**
         * Table
         * @description Measurements that belong together.
         */
        Table: {
            /** Rows */
            rows: components["schemas"]["Row"][];
            /** Title */
            title: string;
        };
        /**
         * TableText
         * @description A table in words; each row has as many cells as the head.
         */
        TableText: {
            /** Head */
            head: string[];
            /** Note */
            note: string;
            /** Rows */
            rows: string[][];
            /** Title */
            title: string;
        };
        /**
         * Theme
         * @description How the page looks; the viewer is dark in each.
         * @enum {string}
         */
        Theme: "dark" | "light" | "system";
        /**
         * Tick
         * @description A line of the scale.
         */
        Tick: {
            /** Label */
            label: string;
            /** Y */
            y: number;
        };
        /**
         * ToReview
         * @description The version that was read.
         */
        ToReview: {
            /** Version */
            version: number;
        };
        /**
         * TokenMade
         * @description A new token with its secret, which is never shown again.
         */
        TokenMade: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /** Label */
            label: string;
            /** Secret */
            secret: string;
            /** Used At */
            used_at: string | null;
        };
        /**
         * TokenRow
         * @description A token of one's own, without its secret.
         */
        TokenRow: {
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            /** Id */
            id: string;
            /** Label */
            label: string;
            /** Used At */
            used_at: string | null;
        };
        /**
         * Told
         * @description A caution: its cause, and what follows from it.
         */
        Told: {
            /** Cause */
            cause: string;
            /** Consequence */
            consequence: string;
        };
        /**
         * ToldRow
         * @description A problem in words, with its code and what the words hold.
         */
        ToldRow: {
            /** Allowed */
            allowed: string;
            /** Code */
            code: string;
            /** Problem */
            problem: string;
            /** Remedy */
            remedy: string;
            /** Seen */
            seen: string;
            /** Values */
            values: {
                [key: string]: string | number | string[] | number[];
            };
        };
        /**
         * TracePage
         * @description A page of the trail, the newest line first.
         */
        TracePage: {
            /**
             * Is Whole
             * @description No line was changed or removed behind the database's back
             */
            is_whole: boolean;
            /** Items */
            items: components["schemas"]["TraceRow"][];
            /** Total */
            total: number;
        };
        /**
         * TraceRow
         * @description A line of the audit trail.
         */
        TraceRow: {
            /** Action */
            action: string;
            /** Actor */
            actor: string;
            /**
             * At
             * Format: date-time
             */
            at: string;
            /** Details */
            details: {
                [key: string]: unknown;
            };
            /** Id */
            id: number;
            /** Object Id */
            object_id: string;
            /**
             * Patient
             * @description The patient's code now, where the object is a study that is there
             */
            patient: string | null;
        };
        /**
         * Use
         * @description What a person lets a file be used for.
         * @enum {string}
         */
        Use: "t1" | "t1ce" | "t2" | "flair" | "mask" | "leave-out";
        /**
         * VersionKind
         * @description Who made a label map: a model, a reader who changed one, or another program before the upload.
         * @enum {string}
         */
        VersionKind: "automatic" | "edited" | "given";
        /**
         * VersionRow
         * @description A version: who made it, from which one, and the volumes in ml (null: not measured).
         */
        VersionRow: {
            /** Author */
            author: string;
            /** Based On */
            based_on: number | null;
            /**
             * Created At
             * Format: date-time
             */
            created_at: string;
            kind: components["schemas"]["VersionKind"];
            /** Number */
            number: number;
            /** Volumes */
            volumes: {
                [key: string]: number | null;
            };
        };
        /**
         * VolumeRange
         * @description A volume in ml with the ends of its 90 % interval, where there is one.
         */
        VolumeRange: {
            /** High */
            high: number | null;
            /** Low */
            low: number | null;
            /** Value */
            value: number;
        };
        /**
         * VolumeText
         * @description The volume of a region, or why there is none.
         */
        VolumeText: {
            interval: components["schemas"]["Range"] | null;
            /** Reason */
            reason: string | null;
            region: components["schemas"]["Region"];
            /**
             * Text
             * @description The value as it is printed, without its unit
             */
            text: string | null;
            /** Title */
            title: string;
            /** Value Ml */
            value_ml: number | null;
        };
        /**
         * VolumesText
         * @description The table of volumes.
         */
        VolumesText: {
            /**
             * Interval Title
             * @example 90% interval
             */
            interval_title: string | null;
            /** Note */
            note: string;
            /** Rows */
            rows: components["schemas"]["VolumeText"][];
        };
        /**
         * Waiting
         * @description What waits for the reader.
         */
        Waiting: {
            /** Input */
            input: number;
            /** Review */
            review: number;
            /** Sign */
            sign: number;
        };
        /**
         * Language
         * @description Languages that the report speaks.
         * @enum {string}
         */
        neuroinsight__report__context__Language: "en" | "es";
        /**
         * Language
         * @description Languages of pages and reports.
         * @enum {string}
         */
        neuroinsight__server__schemas__accounts__Language: "en" | "es";
        /**
         * DraftBody
         * @description What a reader writes; lines of the impression are its points.
         */
        neuroinsight__server__schemas__reports__DraftBody: {
            /** Impression */
            impression: string;
            /**
             * Is Named
             * @description Show names and numbers of the files; else the study's code
             * @default false
             */
            is_named: boolean;
            /** @default en */
            language: components["schemas"]["neuroinsight__report__context__Language"];
            /**
             * Note
             * @default
             */
            note: string;
            /**
             * Revision
             * @description Of the draft that was seen; 0 before the first
             */
            revision: number;
        };
        /**
         * DraftBody
         * @description A draft as it is now; `revision` is the one that was last read or written, 0 if there was none.
         */
        neuroinsight__server__schemas__versions__DraftBody: {
            /** Based On */
            based_on: number;
            /** History */
            history: string;
            /** Revision */
            revision: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
