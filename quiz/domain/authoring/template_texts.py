"""What the template of each kind says, in Korean and English: the one place to make them shorter."""

from __future__ import annotations

from collections.abc import Mapping

PICTURE_FILE = "example.svg"
"""The name of the picture that templates show."""

PICTURE = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80" width="480" height="320">
  <rect x="0" y="0" width="120" height="80" fill="#ffffff"/>
  <circle cx="30" cy="40" r="18" fill="#e7e2d5" stroke="#333333"/>
  <rect x="72" y="22" width="36" height="36" fill="#cfd8e6" stroke="#333333"/>
</svg>
"""

TEXTS: Mapping[str, str] = {
    "single_choice": """
prompt: {ko: "대한민국의 수도는 어디인가요?", en: "What is the capital of South Korea?"}
options:
  - {ko: 서울, en: Seoul}
  - {ko: 부산, en: Busan}
  - {ko: 인천, en: Incheon}
answer: A
""",
    "multiple_choice": """
prompt: {ko: "소수를 모두 고르세요.", en: "Select every prime number."}
options: ["2", "7", "9", "15"]
answer: [A, B]
""",
    "true_false": """
prompt: {ko: "물은 1기압에서 100℃에 끓어요.", en: "Water boils at 100 °C at a pressure of one atmosphere."}
answer: true
""",
    "numeric": """
prompt: {ko: "2, 4, 9의 평균은 얼마인가요?", en: "What is the mean of 2, 4 and 9?"}
answer: "5"
""",
    "matching": """
prompt: {ko: "나라마다 수도를 짝지으세요.", en: "Match each country with its capital."}
left:
  - {text: {ko: 일본, en: Japan}, right: b}
  - {text: {ko: 프랑스, en: France}, right: a}
  - {text: {ko: 이탈리아, en: Italy}, right: c}
right:
  - {id: a, text: {ko: 파리, en: Paris}}
  - {id: b, text: {ko: 도쿄, en: Tokyo}}
  - {id: c, text: {ko: 로마, en: Rome}}
""",
    "short_text": """
prompt: {ko: "자료를 크기순으로 늘어놓았을 때 가운데에 있는 값을 무엇이라고 하나요?", en: "What is the middle value of sorted data called?"}
answer: [중앙값, median]
""",
    "two_tier": """
prompt: {ko: "물체에 힘이 작용하지 않으면 움직이던 물체는 곧 멈춰요.", en: "A moving object on which no force acts soon stops."}
answer: false
reasons:
  - {ko: "힘이 없으면 속도가 변하지 않아요.", en: "Without a force its velocity stays the same."}
  - {ko: "움직이려면 힘이 계속 필요해요.", en: "Motion needs a force all the time."}
  - {ko: "무거운 물체는 더 빨리 멈춰요.", en: "Heavy objects stop sooner."}
reason: A
""",
    "categorize": """
prompt: {ko: "동물을 무리별로 나누세요.", en: "Sort the animals into groups."}
bins:
  - {id: mammal, text: {ko: 포유류, en: Mammal}}
  - {id: bird, text: {ko: 조류, en: Bird}}
items:
  - {text: {ko: 고래, en: Whale}, bin: mammal}
  - {text: {ko: 펭귄, en: Penguin}, bin: bird}
  - {text: {ko: 박쥐, en: Bat}, bin: mammal}
  - {text: {ko: 참새, en: Sparrow}, bin: bird}
""",
    "matrix": """
prompt: {ko: "물질마다 20℃에서의 상태를 고르세요.", en: "Say of each substance what state it is in at 20 °C."}
columns:
  - {id: s, text: {ko: 고체, en: Solid}}
  - {id: l, text: {ko: 액체, en: Liquid}}
  - {id: g, text: {ko: 기체, en: Gas}}
rows:
  - {text: {ko: 철, en: Iron}, key: s}
  - {text: {ko: 물, en: Water}, key: l}
  - {text: {ko: 산소, en: Oxygen}, key: g}
""",
    "ordering": """
prompt: {ko: "태양에서 가까운 행성부터 나열하세요.", en: "Put the planets in order, the closest to the Sun first."}
items:
  - {ko: 수성, en: Mercury}
  - {ko: 금성, en: Venus}
  - {ko: 지구, en: Earth}
  - {ko: 화성, en: Mars}
""",
    "cloze": """
prompt: {ko: "빈칸을 채우세요.", en: "Fill in the gaps."}
text: {ko: "2, 4, 9의 평균은 [[5]]예요. 가운데 값은 [[중앙값]]이라고 해요.", en: "The mean of 2, 4 and 9 is [[5]]. The middle value is called the [[median]]."}
""",
    "code_output": """
prompt: {ko: "이 프로그램은 무엇을 출력하나요?", en: "What does this program print?"}
code:
  language: python
  text: |
    for number in (1, 2, 3):
        print(number * number)
output: |
  1
  4
  9
""",
    "hotspot": f"""
prompt: {{ko: "원을 찾으세요.", en: "Find the circle."}}
image: {{file: {PICTURE_FILE}, alt: {{ko: "왼쪽에 원, 오른쪽에 사각형", en: "A circle on the left, a square on the right"}}}}
spots:
  - {{text: {{ko: "왼쪽 도형", en: "The shape on the left"}}, shape: {{circle: ["25", "50", "16"]}}}}
  - {{text: {{ko: "오른쪽 도형", en: "The shape on the right"}}, shape: {{rect: ["58", "26", "34", "48"]}}}}
answer: A
""",
    "essay": """
prompt: {ko: "평균이 중앙값보다 훨씬 큰 자료의 예를 들고, 이유를 설명하세요.", en: "Give data whose mean is far above the median, and say why."}
ideas:
  - patterns: {ko: [극단, 아주 큰, 매우 큰], en: [outlier, very large, very high]}
    meaning: {ko: "아주 큰 값 몇 개가 평균을 끌어올려요.", en: "A few very large values pull the mean up."}
model_answer: {ko: "소득이 그래요. 아주 큰 값 몇 개가 평균을 끌어올려요.", en: "Incomes: a few very large values pull the mean up."}
""",
}
