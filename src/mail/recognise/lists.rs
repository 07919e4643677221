//! The lists of words that recognition looks for, and what each holds.
//!
//! Invariant: a list in a file of `words/` that is not here, or here and in none of them, fails the tests of `words`.

use crate::text_enum;

text_enum! {
    /// A list of words.
    "word list" List {
        /// Data or documents of the sender, or of whom they act for.
        Own = "own",
        /// Documents in general; in a mail to us, those of an application.
        Papers = "papers",
        /// Things that are data; they count where the sender says of whom.
        Thing = "thing",
        /// Words that say whose something is.
        Mine = "mine",
        /// What is held on a person and can be asked to be seen.
        Held = "held",
        /// What a record says that can be wrong.
        Field = "field",
        /// Words for what was named before.
        Pronoun = "pronoun",
        /// What is not held on a person: with it, a word of what was named before is not taken for their data.
        Foreign = "foreign",
        /// Who must often not be contacted, which is no request about data.
        Employer = "employer",
        /// Documents that are put right by sending a new one.
        Document = "document",
        /// What recruiters send; "send me" with it does not ask for data.
        Outreach = "outreach",
        /// To erase.
        Erase = "erase",
        /// Erased, as a participle.
        Erased = "erased",
        /// What stands before a participle.
        Passive = "passive",
        /// To erase, with the object in it.
        EraseMe = "erase_me",
        /// To keep; not to keep is to erase.
        Keep = "keep",
        /// To show or to give a copy.
        Show = "show",
        /// A request for access by its name.
        Shown = "shown",
        /// To have in one's records.
        Having = "having",
        /// Questions about what there is.
        Which = "which",
        /// To correct, to change, to replace.
        Correct = "correct",
        /// Corrected, as a participle.
        Corrected = "corrected",
        /// A request for correction by its name.
        CorrectionAsked = "correction_asked",
        /// To add to a record.
        Add = "add",
        /// That something changed or was wrong.
        Moved = "moved",
        /// That what is held is wrong.
        Wrong = "wrong",
        /// To use, or to contact.
        Use = "use",
        /// To give to somebody.
        Provide = "provide",
        /// To have been given.
        Got = "got",
        /// Third parties.
        Others = "others",
        /// Questions about to whom.
        Whom = "whom",
        /// Questions about whether it was given.
        Whether = "whether",
        /// The records of provision by their name.
        History = "history",
        /// A record or list of something.
        Record = "record",
        /// What for.
        Purpose = "purpose",
        /// A request for the purposes by its name.
        PurposeAsked = "purpose_asked",
        /// Of what the purpose is asked.
        PurposeOf = "purpose_of",
        /// To withdraw.
        Withdraw = "withdraw",
        /// A withdrawal, as a noun.
        Withdrawal = "withdrawal",
        /// Consent.
        Consent = "consent",
        /// To consent no more.
        Dissent = "dissent",
        /// What stands before what is asked for.
        AskBefore = "ask_before",
        /// What stands after it.
        AskAfter = "ask_after",
        /// What makes a subject a request.
        Title = "title",
        /// What makes a sentence a question.
        Question = "question",
        /// What stands before that which is to end.
        StopBefore = "stop_before",
        /// What stands after it.
        StopAfter = "stop_after",
        /// What stands right before that which is not to be done, or was done by mistake.
        NotBefore = "not_before",
        /// What stands after that which is not to be done, or has been.
        NotAfter = "not_after",
        /// What stands right after that which has been done.
        DoneAfter = "done_after",
        /// What stands before that which is told, conditional or general.
        ToldBefore = "told_before",
        /// What stands after it.
        ToldAfter = "told_after",
        /// What makes a subject a title of a post, an advertisement or a notice.
        Trade = "trade",
        /// What recruitment agents call themselves.
        AgentWho = "agent_who",
        /// What stands in their names and domains.
        AgentName = "agent_name",
        /// How they speak of people.
        AgentOffer = "agent_offer",
        /// What nobody but they say.
        AgentStrong = "agent_strong",
        /// How they speak of terms.
        AgentMoney = "agent_money",
        /// How others speak of them.
        AgentIntroduced = "agent_introduced",
        /// What a recruitment service reports.
        ServiceEvent = "service_event",
        /// Reports that somebody applied.
        ServiceApplied = "service_applied",
        /// What is in such reports; some of them make one in a mail of a program.
        ServiceHint = "service_hint",
        /// How a service speaks to a company.
        ServiceSelf = "service_self",
        /// To apply.
        Apply = "apply",
        /// Speaks of an application without applying.
        ApplyNot = "apply_not",
        /// Names of files with a CV.
        CvFile = "cv_file",
        /// Says something about health.
        Health = "health",
        /// Makes it something about work, rules or products.
        HealthNot = "health_not",
        /// Subjects of mails that tell of a failed delivery.
        BounceSubject = "bounce_subject",
        /// Subjects that may.
        BounceHint = "bounce_hint",
        /// What such mails say.
        BounceBody = "bounce_body",
        /// Beginnings of the subjects of automatic answers.
        AutoFirst = "auto_first",
        /// What is in their subjects.
        AutoSubject = "auto_subject",
        /// Says that it is one.
        AutoSure = "auto_sure",
        /// What they say; two of it make one.
        AutoBody = "auto_body",
        /// Subjects of receipts, complaints and reports.
        ReportSubject = "report_subject",
        /// What they say.
        ReportBody = "report_body",
        /// Says that a program sent it.
        MachineBody = "machine_body",
        /// How to get such mail no more.
        BulkBody = "bulk_body",
        /// What group services add.
        GroupBody = "group_body",
        /// Whatever stands within one of these does not count.
        Harmless = "harmless",
    }
}
