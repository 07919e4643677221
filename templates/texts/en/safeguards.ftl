# Safeguards between offices, and their checks.

safeguards = Safeguards and yearly checks
safeguards-lead = What binds each other office as a recipient of this office’s records. A check that is due, an agreement that has run out or measures that fail close what stands on them.
safeguard-none = None (one company)
checks = Checks
check-on = On
check-last = Last check
check-never = Never
check-due = Due by
check-overdue = overdue
check-record = Record a check
check-send = Record the check
check-finding = Finding
check-note = What was looked at
check-kept = Measures are kept
check-failed = Cannot be relied on
hint-check = The check is recorded with today’s date and your name. If it failed, transfers that stand on it end.
hint-check-note = The country’s law and the recipient’s measures (APPI Rules Art. 18), without names of candidates
agreement-record = What is agreed
agreement-send = Save
