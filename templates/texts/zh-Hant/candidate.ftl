# 記錄的處理：負責人、標籤、待辦、甄選結果、經過

tending = 負責人與標籤
field-owner = 負責人
owner-nobody = 無
owner-set = 設定
field-tags = 標籤
field-tags-add = 新標籤
hint-tags = 以逗號分隔，每個最多 40 個字元
tags-none = 沒有標籤。
tags-add = 加入
tag-remove = 移除標籤「{ $tag }」
error-tags-full = 每份記錄最多 { $detail } 個標籤。
use-did-change-tags = 更改標籤
use-did-set-owner = 設定負責人
