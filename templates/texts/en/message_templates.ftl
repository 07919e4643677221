# Texts that messages begin with.

templates = Message templates
templates-lead = Texts that the recruiters of your office begin messages with, each in one language. They hold no personal data.
templates-none = There are no templates yet.
template-add = Add a template
template-lead = What stands in two braces is filled in for the person that a message goes to. What has no value stays, and a message with such a blank does not go out.
template-placeholders = Placeholders
template-example = What a message would say
template-remove = Remove this template
template-remove-hint = It cannot be brought back. Messages that began with it stay as they are.
template-remove-send = Remove it
template-choose = Use a template
hint-template-choose = Its text takes the place of what stands in subject and text.
field-template-name = Name
field-template-language = Language
hint-template-subject = Without one, an answer keeps the subject of what it answers.
error-placeholder = { $detail } is none of the placeholders above.
error-templates-full = There are as many templates as there may be. Please remove one first.
message-template-removed = The template was removed.
placeholder-name = What the candidate is called
placeholder-vacancy = The vacancy of their latest application
placeholder-office = Your office
placeholder-company = The company
placeholder-sender = Your name
placeholder-date = The date at your office
example-candidate = Taro Yamada
example-vacancy = Precision Engineer
