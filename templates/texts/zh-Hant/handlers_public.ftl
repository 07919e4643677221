# What the handlers of the public pages and of the candidate's own say.

apply-later = 即將接受申請
apply-later-text = 招聘活動私隱政策公布後，我們便會接受申請。
error-cleaned = 內容含有隱藏字元，已予移除。請檢查後再次提交。
field-contact = 個人資料查詢電郵
hint-contact = 會刊登於聯絡頁面，可使用共用信箱。
me-door-none = 請使用你所應徵的辦事處發送的連結進入。
me-door-ask = 如未收到連結或連結已失效，請聯絡辦事處索取新連結。
me-damaged = 此部分暫時無法開啟，已記錄在案。
me-document-damaged = 無法顯示名稱
me-proposals = 其後的申請
me-proposals-hint = 此申請來自已有記錄的電郵地址。在專人審核之前，記錄不會更改。
me-you = 本人
me-system = 系統
me-act-list = 列於清單
me-act-read = 查閱
me-act-create = 新增
me-act-change = 更改
me-act-sign-in = 登入
me-act-transfer = 開始供其他單位使用
me-act-disclose = 提供予第三者
me-act-decide = 作出決定
me-act-try = 查看會有甚麼結果
me-act-answer = 答覆請求
me-act-erase = 刪除
me-act-suspend = 停止或恢復使用
me-act-other = 處理
