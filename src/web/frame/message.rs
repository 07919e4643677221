//! What a page can say about what was just done.

use super::Tone;
use crate::text_enum;

text_enum! {
    /// What a page can say about what was just done; the word may travel in a session or cookie.
    "message" Message {
        /// A form was stored.
        Saved = "saved",
        /// An application was moved to another stage.
        Moved = "moved",
        /// A note was added.
        NoteAdded = "note_added",
        /// Files were added.
        FilesAdded = "files_added",
        /// A user was added.
        UserAdded = "user_added",
        /// An account was closed.
        UserDisabled = "user_disabled",
        /// The reader signed out.
        SignedOut = "signed_out",
        /// The set-up is done.
        SetUp = "set_up",
        /// An application that could not be filed is being filed again.
        TriedAgain = "tried_again",
        /// A question was answered.
        Answered = "answered",
        /// A consent was withdrawn.
        Withdrawn = "withdrawn",
        /// A question was put to the candidate.
        Asked = "asked",
        /// A link to their own page is being mailed to the candidate.
        LinkMailed = "link_mailed",
        /// A transfer was asked for.
        TransferAsked = "transfer_asked",
        /// A transfer ended.
        TransferEnded = "transfer_ended",
        /// A processor was entrusted with something.
        Entrusted = "entrusted",
        /// A processor was entrusted with a part; the rest was refused.
        EntrustedPartly = "entrusted_partly",
        /// An entrustment ended.
        EntrustmentEnded = "entrustment_ended",
        /// A package is being mailed to a processor.
        PackagePosted = "package_posted",
        /// A version of the notice was published.
        NoticePublished = "notice_published",
        /// A later version is being told by mail.
        AnnouncementBegun = "announcement_begun",
        /// A version of the notice was withdrawn before its day.
        NoticeWithdrawn = "notice_withdrawn",
        /// A draft was given up.
        DraftDiscarded = "draft_discarded",
        /// A provision to a third party was asked for.
        DisclosureAsked = "disclosure_asked",
        /// A provision was recorded as given.
        ProvisionRecorded = "provision_recorded",
        /// The end of provision was recorded.
        ProvisionEnded = "provision_ended",
        /// A receipt was recorded.
        ReceiptRecorded = "receipt_recorded",
        /// Nothing was done, since a disclosure can go no further.
        DisclosureOver = "disclosure_over",
        /// A thread is done.
        ThreadDone = "thread_done",
        /// A draft of a message was saved.
        DraftSaved = "draft_saved",
        /// A message goes out in a moment.
        MessageQueued = "message_queued",
        /// A message was taken back before it went.
        TakenBack = "taken_back",
        /// A message could not be taken back: it had gone.
        TooLate = "too_late",
        /// A call or meeting was written down.
        CallKept = "call_kept",
        /// A mail that was set apart is being filed.
        MailRefiled = "mail_refiled",
        /// A mail that was set apart was thrown away.
        MailDiscarded = "mail_discarded",
        /// Messages were filed with a person.
        MessagesFiled = "messages_filed",
        /// A mail became an application.
        ApplicationAdded = "application_added",
        /// A text that messages begin with was removed.
        TemplateRemoved = "template_removed",
        /// Nothing was stored, since somebody else was first.
        Stale = "stale",
    }
}

impl Message {
    /// The key of its text.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Saved => "message-saved",
            Self::Moved => "message-moved",
            Self::NoteAdded => "message-note-added",
            Self::FilesAdded => "message-files-added",
            Self::UserAdded => "message-user-added",
            Self::UserDisabled => "message-user-disabled",
            Self::SignedOut => "message-signed-out",
            Self::SetUp => "message-set-up",
            Self::TriedAgain => "message-tried-again",
            Self::Answered => "message-answered",
            Self::Withdrawn => "message-withdrawn",
            Self::Asked => "message-asked",
            Self::LinkMailed => "message-link-mailed",
            Self::TransferAsked => "message-transfer-asked",
            Self::TransferEnded => "message-transfer-ended",
            Self::Entrusted => "message-entrusted",
            Self::EntrustedPartly => "message-entrusted-partly",
            Self::EntrustmentEnded => "message-entrustment-ended",
            Self::PackagePosted => "message-package-posted",
            Self::NoticePublished => "message-notice-published",
            Self::AnnouncementBegun => "message-announcement-begun",
            Self::NoticeWithdrawn => "message-notice-withdrawn",
            Self::DraftDiscarded => "message-draft-discarded",
            Self::DisclosureAsked => "message-disclosure-asked",
            Self::ProvisionRecorded => "message-provision-recorded",
            Self::ProvisionEnded => "message-provision-ended",
            Self::ReceiptRecorded => "message-receipt-recorded",
            Self::DisclosureOver => "message-disclosure-over",
            Self::ThreadDone => "message-thread-done",
            Self::DraftSaved => "message-draft-saved",
            Self::MessageQueued => "message-message-queued",
            Self::TakenBack => "message-taken-back",
            Self::TooLate => "message-too-late",
            Self::CallKept => "message-call-kept",
            Self::MailRefiled => "message-mail-refiled",
            Self::MailDiscarded => "message-mail-discarded",
            Self::MessagesFiled => "message-messages-filed",
            Self::ApplicationAdded => "message-application-added",
            Self::TemplateRemoved => "message-template-removed",
            Self::Stale => "message-stale",
        }
    }

    /// Good news or bad.
    pub const fn tone(self) -> Tone {
        let is_bad = matches!(self, Self::Stale | Self::EntrustedPartly | Self::DisclosureOver | Self::TooLate);
        if is_bad { Tone::Bad } else { Tone::Good }
    }
}
