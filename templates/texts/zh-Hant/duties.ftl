# 移轉、外判及提供之後的責任：私隱主任的清單

nav-duties = 責任
duties = 移轉及提供之後的責任
duties-lead = 資料移轉、外判或提供之後，規則要求辦理的事項，最急的排在最前。年度檢查結果良好、受託處理者已受監督，或已公布的政策列明有關國家或地區，系統便會自行記為已辦理。
duties-none = 沒有待辦事項。
duties-provisions = 向第三者提供之後
duties-more = 還有其他事項，辦妥後會陸續顯示。
duty-towards = 接收者
duty-records = 所涉資料數目
duty-note = 辦理情況
hint-duty-note = 做了甚麼、在哪裡可以查證，請勿填寫應徵者姓名
duty-notes = 已辦理
duty-over = 已隨之終止
duty-done-at = 已於 { $at } 辦理
duty-kept-until = （紀錄保存至 { $day }）
count-duties = 逾期的責任
message-disclosure-over = 沒有執行任何操作：這項提供不能再進行。現況和原因見下。
