"""Parts of the made-up names of the people who live on the demo estate."""

# The commoner a surname, the further in front.
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
FIRST = "建志文国明海永秀丽玉春桂小晓雨子思佳宏伟俊德立庆振少淑慧雅静红凤兰艳婷雪宇浩天泽梓欣若一嘉启"
SECOND = "华强军平辉杰峰林涛波斌鹏飞刚亮芳英珍敏娟燕霞琴梅萍玲莉颖琳洁怡涵轩然宁远博航铭瑶彤悦诚达安"
