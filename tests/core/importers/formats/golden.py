"""What a small file of each shape means: its cases, and who prefers which response."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

Texts = tuple[str, str, str]

TEA: Final = (
    "How long should I steep green tea?",
    "Steep green tea for two to three minutes at about 80 degrees.",
    "Steep green tea for an hour in boiling water.",
)
FERN: Final = ("Name a plant that likes shade.", "Ferns do well in shade.", "I would rather talk about bicycles.")
PRODUCT: Final = ("What is 7 times 8?", "7 times 8 is 56.", "7 times 8 is 54.")
TITLE: Final = ("Suggest a title for a story about a lighthouse.", "The Keeper's Last Lamp", "Story")
FOUR: Final = (TEA, FERN, PRODUCT, TITLE)


def asked(form: str) -> tuple[Texts, ...]:
    """The four cases with their prompts written in another form."""
    return tuple((form.format(prompt), a, b) for prompt, a, b in FOUR)


SYSTEM: Final = asked("System: You are a calm gardener.\n\nHuman: {}")
SPOKEN: Final = asked("Human: {}")
SWAPPED: Final = tuple((prompt, b, a) for prompt, a, b in FOUR)
NUMBERS: Final = ("0", "1", "2", "3")


@dataclass(frozen=True)
class Golden:
    """The meaning of a file: the first cases, their ids, and each annotator's preferences.

    Preferences are a letter a case: A, B, `=` for neither, `.` for none. `count` is how many cases there are in all.
    """

    format: str = "pairs"
    cases: tuple[Texts, ...] = FOUR
    says: Mapping[str, str] = field(default_factory=lambda: {"human": "AAAA"})
    ids: tuple[str, ...] = NUMBERS
    count: int = 4
    options: Mapping[str, object] = field(default_factory=dict)


def _ids(form: str, first: int = 0) -> tuple[str, ...]:
    return tuple(form.format(number) for number in range(first, first + 4))


TWICE: Final = {"1": "A.A.", "2": ".B.B"}
TASKS: Final = _ids("{}", 1)
BATTLE: Final = {"arena_user_0": "A.=.", "arena_user_1": ".B.="}
HELLO: Final = asked("Human: Hello\n\nAssistant: Hello, friend.\n\nHuman: {}")
# TRL's implicit prompt is all words that both texts begin with.
IMPLICIT: Final = (
    (f"{TEA[0]} Steep green tea for", " two to three minutes at about 80 degrees.", " an hour in boiling water."),
    (FERN[0], f" {FERN[1]}", f" {FERN[2]}"),
    (f"{PRODUCT[0]} 7 times 8 is", " 56.", " 54."),
    (TITLE[0], f" {TITLE[1]}", f" {TITLE[2]}"),
)
PEOPLE: Final = {"normal-0": "AB=A", "normal-1": "B=AA", "expert-0": "AB=A"}
EXPERTS: Final = {"expert_0": "A.=.", "expert_1": ".B.A"}
BINARIZED: Final = _ids("{:064}")

SHAPES: Final[Mapping[str, Golden]] = {
    "aliyun-dpo.jsonl": Golden(),
    "alpacaeval-annotations.json": Golden("alpaca-eval", SWAPPED, {"weighted_alpaca_eval_gpt4_turbo": "BA=B"}),
    "anthropic-hh-helpful-base.jsonl": Golden("hh-rlhf", SPOKEN),
    "anthropic-hh.csv": Golden("hh-rlhf", SPOKEN),
    "anthropic-hh.parquet": Golden("hh-rlhf", SPOKEN),
    "argilla-v1-feedback-records.json": Golden("argilla", says={"5e0f": "AAAA"}, ids=_ids("r{}")),
    "argilla-v2-records-to_json.json": Golden("argilla", says={"5e0f": "AAAA", "77aa": "BBBB"}, ids=_ids("r{}")),
    "arrow-ipc-file.arrow": Golden(),
    "axolotl-chat_template.default.jsonl": Golden(cases=SYSTEM),
    "axolotl-chatml.argilla.jsonl": Golden(cases=SYSTEM),
    "axolotl-chatml.argilla_chat-dpo-mix-7k.jsonl": Golden(),
    "axolotl-chatml.icr.jsonl": Golden(cases=SYSTEM),
    "axolotl-chatml.intel-orca-dpo-pairs.jsonl": Golden(cases=SYSTEM),
    "axolotl-chatml.prompt_pairs.jsonl": Golden(cases=SYSTEM),
    "axolotl-llama3.ultra.jsonl": Golden(cases=SYSTEM),
    "axolotl-zephyr.nectar.jsonl": Golden("ranked-answers"),
    "azure-fireworks-together-dpo.jsonl": Golden("openai-dpo"),
    "bedrock-nova-dpo.jsonl": Golden("bedrock-nova", SYSTEM),
    "cai-conversation-harmless.jsonl": Golden(),
    "chatbot-arena-clean_battle_conv.json": Golden("arena", says=BATTLE, ids=_ids("q{}")),
    "distilabel-FormatTextGenerationDPO.jsonl": Golden(),
    "distilabel-capybara-dpo.jsonl": Golden(cases=HELLO),
    "distilabel-intel-orca-dpo-pairs.jsonl": Golden(),
    "fireworks-cookbook-chosen-messages.jsonl": Golden("fireworks-dpo"),
    "helpsteer2-preference.jsonl": Golden("helpsteer2-preference", says={"human": "ABAB"}),
    "helpsteer2-ratings.jsonl": Golden("helpsteer2", says={}, ids=("0-1", "2-3", "4-5", "6-7")),
    "helpsteer3-preference.jsonl": Golden("helpsteer3", says={"human": "A=BA", "individual-1": "A=BA"}),
    "hf-save_to_disk": Golden(),
    "icai-annotated_pairs-v2.json": Golden(
        "annotated-pairs",
        (("", *TEA[1:]), *FOUR[1:]),
        {"preferred_text": "ABAB", "gpt4omini": "AAAA"},
        _ids("c000000{}"),
    ),
    "icai-training-data.csv": Golden("icai-csv", says={"human": "ABAB"}),
    "labelstudio-own-names-JSON_MIN.json": Golden(says=TWICE, ids=TASKS),
    "labelstudio-own-names-numeric-annotator.csv": Golden(says=TWICE, ids=TASKS),
    "labelstudio-own-names-numeric-annotator.jsonl": Golden(says=TWICE, ids=TASKS),
    "labelstudio-pairwise-CSV.csv": Golden("label-studio-min", says=TWICE, ids=TASKS),
    "labelstudio-pairwise-JSON.json": Golden("label-studio", says=TWICE, ids=TASKS),
    "labelstudio-pairwise-JSON_MIN.json": Golden("label-studio-min", says=TWICE, ids=TASKS),
    "labelstudio-pairwise-TSV.tsv": Golden("label-studio-min", says=TWICE, ids=TASKS),
    "llamafactory-alpaca-ranking.json": Golden("llamafactory"),
    "llamafactory-alpaca-ranking.jsonl": Golden("llamafactory"),
    "llamafactory-sharegpt-ranking.json": Golden("llamafactory"),
    "llamafactory-sharegpt-ranking.jsonl": Golden("llamafactory"),
    "llamafactory-v1-dpo.jsonl": Golden("llamafactory"),
    "lmarena-140k.parquet": Golden("arena", says={"human": "AB=="}, ids=_ids("q{}")),
    "lmsys-arena-33k-100k.parquet": Golden("arena", says=BATTLE, ids=_ids("q{}")),
    "lmsys-arena-55k-kaggle-train.csv": Golden("arena", says={"human": "AB=A"}, ids=_ids("{}", 30192)),
    "mtbench-human-judgments.parquet": Golden(
        "arena", says={"expert_0": "A.=.", "expert_1": ".B.A"}, ids=_ids("{}", 81)
    ),
    "multipref-default.jsonl": Golden("multipref", says=PEOPLE, ids=_ids("cmp{}")),
    "multipref-default.parquet": Golden("multipref", says=PEOPLE, ids=_ids("cmp{}")),
    "nectar.jsonl": Golden("ranked-answers", SPOKEN, {"gpt-4": "AAAA"}),
    "openai-dpo.jsonl": Golden("openai-dpo", SYSTEM),
    "openpipe-dpo.jsonl": Golden("openpipe-dpo"),
    "openrlhf-preference_dataset_mixture2.jsonl": Golden(),
    "openrlhf-prompt_key-input.jsonl": Golden(),
    "orpo-dpo-mix-40k.parquet": Golden(),
    "pku-saferlhf-single-dimension.jsonl": Golden("pku-saferlhf-single"),
    "pku-saferlhf.jsonl": Golden("pku-saferlhf", options={"annotation": "safer"}, says={"human": "ABAB"}),
    "prism-utterances.jsonl": Golden("prism", says={"user0": "AAAA"}, ids=_ids("int{}")),
    "prodigy-choice.jsonl": Golden("prodigy", says={"pairs-kim": "ABA."}),
    "rewardbench-1.jsonl": Golden(),
    "rewardbench-2.jsonl": Golden(
        "rewardbench-2", (TEA, (*TEA[:2], f"{TEA[2]} Maybe.")), {"human": "A" * 12}, ("0/0-1", "0/0-2"), 12
    ),
    "shards/part-*.jsonl": Golden(),
    "shards/train-*.parquet": Golden(),
    "shp.jsonl": Golden("shp"),
    "skywork-reward-preference-80k.parquet": Golden(),
    "summarize-from-feedback-comparisons.jsonl": Golden(
        "summarize-from-feedback",
        tuple((prompt, f" {a}", f" {b}") for prompt, a, b in FOUR),
        {"w0": "A.A.", "w1": ".B.B"},
    ),
    "trl-chat-template-kwargs-tools.jsonl": Golden(),
    "trl-explicit-conversational.jsonl": Golden(cases=SYSTEM),
    "trl-explicit-standard.jsonl": Golden(),
    "trl-implicit-conversational.jsonl": Golden(),
    "trl-implicit-standard.jsonl": Golden(cases=IMPLICIT),
    "trl-unpaired-kto.jsonl": Golden("unpaired", ids=("0-1", "2-3", "4-5", "6-7"), options={"format": "unpaired"}),
    "tulu3-preference-mixture.parquet": Golden(ids=_ids("own-{}")),
    "ultrafeedback-original.jsonl": Golden(
        "ultrafeedback", (TEA, (*TEA[:2], f"{TEA[1]} Enjoy!")), {"gpt-4": "AAABBA" * 4}, ("0/0-1", "0/0-2"), 24
    ),
    "ultrafeedback_binarized.jsonl": Golden(ids=BINARIZED),
    "ultrafeedback_binarized.parquet": Golden(ids=BINARIZED),
    "webgpt-comparisons.jsonl": Golden("webgpt"),
}
