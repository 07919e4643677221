# 撰寫郵件時使用的範本

templates = 郵件範本
templates-lead = 辦事處的招聘人員撰寫郵件時使用的文字，每個範本只用一種語言。範本不含個人資料。
templates-none = 尚未有範本。
template-add = 新增範本
template-lead = 雙重大括號內的項目會按收件的應徵者填入。沒有資料的項目會保留原樣，有空格的郵件不能寄出。
template-placeholders = 可填入的項目
template-example = 郵件內容示例
template-remove = 移除此範本
template-remove-hint = 移除後無法復原。已用此範本撰寫的郵件不受影響。
template-remove-send = 移除
template-choose = 使用範本
hint-template-choose = 主旨及內文會換成範本的文字。
field-template-name = 名稱
field-template-language = 語言
hint-template-subject = 如留空，回覆會沿用原郵件的主旨。
error-placeholder = { $detail } 不是上列可填入的項目。
error-templates-full = 範本數目已達上限，請先移除其中一個。
message-template-removed = 已移除範本。
placeholder-name = 應徵者的姓名
placeholder-vacancy = 最近一次應徵的職位
placeholder-office = 你的辦事處
placeholder-company = 公司名稱
placeholder-sender = 你的姓名
placeholder-date = 辦事處的日期
example-candidate = 陳大文
example-vacancy = 精密工程師
