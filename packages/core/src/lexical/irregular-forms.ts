/** Base form, then irregular forms that are frequent in talk and that no suffix rule reaches. */
const formsByBase = `go went gone
|buy bought|bring brought|think thought|get got gotten|make made
|take took taken|come came|see saw seen|give gave given|find found|feel felt|keep kept|leave left
|meet met|tell told|say said|run ran|sing sang sung|write wrote written|drive drove driven|eat ate
eaten|win won|lose lost|begin began begun|choose chose chosen|grow grew grown|know knew known|fly
flew flown|build built|send sent|spend spent|teach taught|catch caught|fight fought|hold held|hear
heard|lead led|pay paid|sell sold|sleep slept|stand stood|swim swam swum|wear wore worn|become
became|break broke broken|draw drew drawn|fall fell fallen|forget forgot forgotten|hide hid|hang
hung|ride rode ridden|rise rose|shake shook|speak spoke spoken|steal stole|stick stuck|throw threw
thrown|understand understood|wake woke|kid kids child children|man men|woman women|person people
|foot feet|tooth teeth|mouse mice|good better best|bad worse worst`;

/**
 * Irregular English form → base form. `child` and `children` become `kid`:
 * in talk they are the same.
 */
export const englishIrregularForms: ReadonlyMap<string, string> = new Map(
  formsByBase.split("|").flatMap((entry) => {
    const [base = "", ...forms] = entry.trim().split(/\s+/);
    return forms.map((form): [string, string] => [form, base]);
  }),
);
