# Duties after transfers, entrustments and provisions: the queue of the privacy officer.

nav-duties = Duties
duties = Duties after transfers and provisions
duties-lead = What the rules ask for once something was made available, entrusted or provided, the most urgent first. A yearly check that found all in order, a review of a processor and a published policy that names the country see to it by themselves.
duties-none = Nothing is open.
duties-provisions = After provisions to third parties
duties-more = There are more; they follow as these are seen to.
duty-towards = Recipient
duty-records = Categories of records concerned
duty-note = How it was seen to
hint-duty-note = What was done and where it can be found, without names of candidates
duty-notes = Seen to
duty-over = Ended with it
duty-done-at = seen to on { $at }
duty-kept-until = (record kept until { $day })
count-duties = Duties overdue
message-disclosure-over = Nothing was done: this disclosure can go no further. Its standing and the reason are below.
