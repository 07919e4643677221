# 共同利用の公表

joint-use = 共同利用
joint-lead = グループの拠点が記録を共同で利用するための公表事項です（個人情報保護法27条5項3号）。公表日から、法定の事項がすべて揃っている間、記載された範囲でだけ効力があります。
joint-public-lead = 当グループの拠点は、次の情報を共同で利用します。
joint-since = { $date }公表
joint-items = 共同利用する情報
joint-users = 共同利用する者の範囲
joint-purposes = 利用目的
joint-manager = 管理責任者
joint-manager-part = 管理責任者と公表日
joint-address = 住所
joint-representative = 代表者
joint-published = 公表日
hint-joint-published = 本日以降の日付です。
joint-missing = 未記載
joint-counts = 有効
joint-incomplete = 無効：記載が足りません
joint-withdrawn = { $date }に撤回
joint-not-now = 現在有効な公表ではありません
joint-withdraw = 撤回する
joint-publish = 公表する
joint-send = 公表する
hint-joint = 公表日に前の公表に代わり、「プライバシー通知」のページで誰でも確認できます。
