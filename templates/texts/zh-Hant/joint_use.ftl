# 共同利用公告

joint-use = 共同利用
joint-lead = 集團各辦事處共同利用紀錄的公告（日本個人資料保護法第27條第5項第3款）。自公告日起，且載明所有法定事項時，方於所載範圍內生效。
joint-public-lead = 本集團各辦事處共同利用下列資料。
joint-since = { $date }公告
joint-items = 共同利用的資料
joint-users = 共同利用者的範圍
joint-purposes = 利用目的
joint-manager = 管理責任者
joint-manager-part = 管理責任者及公告日
joint-address = 地址
joint-representative = 代表人
joint-published = 公告日
hint-joint-published = 今日或之後的日期。
joint-missing = 未載明
joint-counts = 現時有效
joint-incomplete = 無效：內容不完整
joint-withdrawn = 於{ $date }撤回
joint-not-now = 並非現時有效的公告
joint-withdraw = 撤回
joint-publish = 發布公告
joint-send = 發布
hint-joint = 於公告日取代先前公告，並於「通知」頁面向所有人展示。
