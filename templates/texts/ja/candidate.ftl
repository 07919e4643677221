# 記録の取り扱い：担当者、タグ、タスク、選考結果、経過

tending = 担当者とタグ
field-owner = 担当者
owner-nobody = なし
owner-set = 設定
field-tags = タグ
field-tags-add = 新しいタグ
hint-tags = 読点またはコンマで区切り、1つ40文字以内
tags-none = タグはありません。
tags-add = 追加
tag-remove = タグ「{ $tag }」を外す
error-tags-full = タグは1件の記録に{ $detail }個までです。
use-did-change-tags = タグを変更
use-did-set-owner = 担当者を設定
