# 從清單選取的人，以及一併處理的操作。

choose-person = 選取{ $name }
choose-page = 選取本頁所有人
choose-bar = 已選
choose-count =
    { $count ->
        [0] 尚未選取任何人。
       *[other] 已選取{ $count }人。
    }
choose-stay = 保存勾選
choose-next = 保存並到下一頁
choose-all = 選取整份清單
choose-open = 開啟已選名單
selection-whole = 最多可選取10,000人。這份清單可以整份寫入檔案；如要設定標籤或負責人，請先縮小範圍。
file-of-list = 會寫入整份清單。已查看最新的{ $count }人；其餘的人會在寫入時以同樣方式決定，檔案會註明不予提供的內容。
selection = 已選名單
selection-none = 尚未選取任何人。請在清單中勾選；工作期間會保存在這裡，最長八小時。
selection-unseen = 另有{ $count }人目前無法顯示。
selection-keep = 只保留已勾選的人
selection-clear = 清除已選名單
selection-hint = 每項操作都會先試算：執行之前，您會看到誰會被排除以及原因。
field-tags-remove = 要移除的標籤
act-try = 查看會有甚麼結果
file = 檔案（CSV）
file-hint = 檔案會離開本系統的保護。製作檔案一事會連同您的姓名和理由，就每一個人記錄下來。甄選結果的文字和健康資料絕不會包含在內。
field-export-reason = 理由
field-export-encoding = 編碼
export-columns = 欄位
export-reason-interviews = 準備面試
export-reason-selection_meeting = 甄選會議
export-reason-event_invitation = 邀請參加活動
export-reason-data_check = 核對紀錄
export-encoding-utf-8 = UTF-8（一般）
export-encoding-shift_jis = Shift_JIS（日本舊版軟件）
file-withheld = 不予提供
file-would = 檔案中會有{ $count }人。
file-download = 下載檔案
act = 會有甚麼結果
act-done-heading = 結果
act-add-tags = 加上標籤：{ $tags }
act-remove-tags = 移除標籤：{ $tags }
act-owner = 負責人：{ $name }
act-file = { $count }個欄位的檔案。理由：{ $reason }
act-would = 會對{ $count }人執行。目前尚未執行任何動作。
act-none = 沒有可執行的對象。
act-do = 執行
act-go-on = 繼續處理其餘的人
act-done =
    { $count ->
        [0] 沒有對任何人執行。
       *[other] 已對{ $count }人執行。
    }
act-partly = 在檔案中，但缺少部分內容
act-left-out = 被排除的人
act-people = { $count }人
act-more = 另有{ $count }人
left-out-unchanged = 已經是這樣。
left-out-foreign = 紀錄由另一辦事處收集，只有該辦事處可以更改。
left-out-missing = 已沒有這份紀錄。
left-out-full = 標籤會超過20個。
left-out-failed = 紀錄在此期間已更改，或無法開啟。請再試一次。
use-did-try = 查看會有甚麼結果
use-did-export = 寫入檔案，理由：{ $reason }
keys-tick = 勾選此行
selection-full = 最多可選取10,000人，因此沒有保存勾選。
choose-failed = 未能保存最後的勾選。請按按鈕再試一次，可能需要重新登入。
file-password-hint = 請再次輸入您自己的密碼，以免有人從未關閉的畫面取走檔案。
error-password = 密碼不正確。
left-out-no-owner = 指定的人已不是本辦事處的招聘人員。
act-rest = 尚有{ $count }人待處理。
act-transfer = 移轉至{ $office }：{ $categories }
act-transfer-for = 用途：{ $purpose }
act-transfer-for-until = 用途：{ $purpose }，至{ $date }
act-would-wait = 其中{ $count }人須等候規則尚欠的條件。
act-with-waiting = 一併為須等候的人申請
act-with-waiting-hint = 條件齊備並獲私隱主任批准後，移轉會自動進行。
act-waits = 須等候尚欠條件的人
act-waiting = 已申請，正在等候。
act-questioned = 已申請，並已徵求應徵者同意。
act-asked-before = 已申請。先前已徵求應徵者同意：仍待回覆，或應徵者表示不同意。
act-ask-candidates = 徵求{ $count }名應徵者同意
act-ask-candidates-hint = 每人各自收到問題，每項同意分開徵求。仍待回覆或已表示不同意的人不會再被詢問。
left-out-not-held = 已沒有這份紀錄，或沒有保存這類資料。
left-out-asked-already = 已經申請，或該辦事處已可使用。
