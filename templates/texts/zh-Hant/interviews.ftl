# 面試：以電郵邀請、更改、取消，以及行事曆的回覆。

interviews = 面試
interview-invite = 邀請面試
interview-invite-send = 寄出邀請
hint-interview-invite = 應徵者會以其語言收到附有行事曆邀請的郵件。郵件於半分鐘後寄出，在此之前可於收件匣復原。
interview-change = 更改面試
interview-change-send = 寄出更改
hint-interview-change = 應徵者行事曆上的面試會隨之更改，先前的回覆不再有效。
interview-cancel = 取消面試
interview-cancel-send = 取消
hint-interview-cancel = 面試會從應徵者的行事曆移除。如邀請尚未寄出，則不會寄出任何郵件。
field-interview-day = 日期
field-interview-time = 開始時間
hint-interview-time = 以此辦事處的時間為準；應徵者的行事曆會顯示其當地時間。
field-interview-length = 所需時間
field-interview-place = 地點或連結
field-interview-names = 面試官
field-interview-text = 致應徵者的內容
hint-interview-text = 時間、地點、面試官及你的姓名會加在下方。
interview-minutes = { $minutes } 分鐘
error-interview-past = 請選擇尚未過去的時間。
interview-with = 面試官：{ $names }
interview-mail = 郵件：{ $state }
interview-thread = 開啟往來郵件
interview-answered = 電郵回覆：{ $answer }（{ $at }）
interview-answer = 電郵回覆：{ $answer }
interview-answered-elsewhere = 回覆所示的地址與受邀的地址不同。
interview-unanswered = 行事曆尚未回覆。
interview-answer-accepted = 接受
interview-answer-declined = 謝絕
interview-answer-tentative = 暫定
interview-state-planned = 已安排
interview-state-cancelled = 已取消
interview-text =
    { $name }：

    感謝您的申請。現誠邀您參加面試，詳情如下。請使用邀請中的按鈕或回覆此郵件，告知能否出席。
interview-text-change =
    { $name }：

    十分抱歉，面試的時間或地點需作更改，詳情如下。請告知是否合適。
interview-text-cancel =
    { $name }：

    十分抱歉，以下面試將不會舉行。
today-interviews = 面試
hint-today-interviews = 今天及明天
use-did-invite = 邀請面試
use-did-change-interview = 更改面試
use-did-cancel-interview = 取消面試
use-did-note-answer = 記錄對邀請的回覆
