/** Words of a question that say nothing about what is asked for, in English and Russian; as `fold` writes them. */

const ENGLISH = `
a an the this that these those here there it its itself
i me my mine myself we us our ours you your yours he him his she her hers they them their theirs
am is are was were be been being do does did doing done have has had having can could will would shall should might must
isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't cannot couldn't won't wouldn't shouldn't
i'm i've i'd i'll you're you've you'd you'll he's she's it's we're we've they're they've that's there's what's where's who's when's how's let's
and or but nor so if then than as because while of at by for with about against between into through to from in on off out over under
up down upon onto within without during before after again further until since per via not no yes
what which who whom whose when where why how
any some all both each every other such only own same too very just also ever still already yet else
one ones thing things something anything someone anyone somebody anybody everything
much many more most lot few little
please tell show find search look know remember remind give say said want need get got let
note notes wrote written saved question answer ok okay hi hello hey thanks thank
im ive dont didnt doesnt isnt wasnt whats wheres whos whens hows cant wont
s t d ll re ve m
`;

const RUSSIAN = `
и в во не что он на я с со как а то все она так его но да ты к ко у же вы за бы по только ее мне меня было вот от о об обо из ему
теперь когда даже ну ли если уже или ни быть был была были него до вас вам нибудь опять уж сказал ведь там потом себя ничего ей может они
тут где есть надо нужно ней для мы тебя их чем сам сама само сами чтоб чтобы без будто чего раз тоже себе под будет будут будем буду
ж тогда кто этот эта это эти того потому этого какой какая какое какие какого каких какую каком каким какими совсем ним здесь этом
почти мой моя мое мои моего моей моих моему моим моими мою моем тем нее кого кому ком кем куда откуда зачем почему отчего сколько скольки
всех можно при наконец об хоть после над больше тот та те через эту нас нам нами наш наша наше наши нашего нашей наших нашему нашим
про всего них какая много разве эту моя впрочем свою свой своя свое свои своего своей своих этой перед иногда чуть том такой такая такое
такие им более всегда конечно всю между также твой твоя твое твои ваш ваша ваше ваши который которая которое которые которого которой
которых которую котором которым насчет чей чья чье чьи ли ль бишь мол типа вообще
что-то что-нибудь кто-то где-то когда-то кто-нибудь какой-нибудь какой-то
пожалуйста скажи скажите подскажи подскажите покажи покажите найди найдите найти расскажи расскажите напомни напомните помнишь вспомни
дай дайте знаешь знаю хочу хочется
записал записала записано записали запиши заметка заметки заметке заметку заметок заметках заметкам вопрос ответ
привет спасибо ок здравствуй здравствуйте
`;

const WORDS: ReadonlySet<string> = new Set(`${ENGLISH} ${RUSSIAN}`.split(/\s+/).filter((word) => word !== ""));

/** Whether a folded word (see `fold`) says nothing about what is asked for. */
export function isStopWord(word: string): boolean {
  return WORDS.has(word);
}
