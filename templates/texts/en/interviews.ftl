# Interviews: invitations by mail, changes, cancellations, and what calendars answer.

interviews = Interviews
interview-invite = Invite to an interview
interview-invite-send = Send the invitation
hint-interview-invite = The candidate gets a message with a calendar invitation, in their language. It goes out in half a minute; until then it can be undone in the inbox.
interview-change = Change the interview
interview-change-send = Send the change
hint-interview-change = The candidate’s calendar moves the interview. What they answered before counts no more.
interview-cancel = Cancel the interview
interview-cancel-send = Cancel it
hint-interview-cancel = The interview goes from the candidate’s calendar. If they were not told of it yet, they get no message.
field-interview-day = Day
field-interview-time = Beginning
hint-interview-time = On the clock of this office; the candidate’s calendar shows their own.
field-interview-length = Length
field-interview-place = Place, or link
field-interview-names = Interviewers
field-interview-text = Message to the candidate
hint-interview-text = Time, place, interviewers and your name are added under it.
interview-minutes = { $minutes } minutes
error-interview-past = Please choose a time that is still to come.
interview-with = with { $names }
interview-mail = Message: { $state }
interview-thread = Open the messages
interview-answered = Answered by mail: { $answer } ({ $at })
interview-answer = Answered by mail: { $answer }
interview-answered-elsewhere = The answer names another address than the one that was invited.
interview-unanswered = No calendar has answered yet.
interview-answer-accepted = accepted
interview-answer-declined = declined
interview-answer-tentative = tentative
interview-state-planned = Planned
interview-state-cancelled = Cancelled
interview-text =
    Dear { $name },

    Thank you for your application. We would like to invite you to an interview, as set out below. Please let us know with the buttons of the invitation, or by answering this message, whether you can come.
interview-text-change =
    Dear { $name },

    We have to change the time or place of your interview, as set out below, and ask for your understanding. Please let us know whether this suits you.
interview-text-cancel =
    Dear { $name },

    We are sorry to tell you that the interview below will not take place.
today-interviews = Interviews
hint-today-interviews = Today and tomorrow
use-did-invite = Invited to an interview
use-did-change-interview = Changed an interview
use-did-cancel-interview = Cancelled an interview
use-did-note-answer = Noted the answer to an invitation
