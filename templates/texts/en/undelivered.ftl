# Addresses to which mail came back.

message-undelivered = Could not be delivered to { $failed } of { $all } recipients.
address-returned = Mail to this address came back on { $day } ({ $reason }).
address-status = { $status }: { $reason }
address-works = It works again
reply-warning-came_back = Mail to an address that it goes to came back.
failure-reason-no_mailbox = no such mailbox
failure-reason-no_domain = no mail is taken for this domain
failure-reason-disabled = the mailbox takes no mail
failure-reason-full = the mailbox is full
failure-reason-too_large = the message was too large
failure-reason-refused = refused by the other side’s rules
failure-reason-other = it could not be delivered
use-did-note-undelivered = Noted that a message came back
use-did-note-address-works = Noted that the e-mail address works again
