/* seam/casefold.h: chains compared and searched whatever the case of their letters, without a copy.
 *
 *     if (seam_chain_compare_caseless(&name, &other, true) == 0) ...
 *     r = seam_chain_find_caseless(&body, seam_view_string("straße"), 0, false, &at, &len);
 *                                                                            finds STRASSE, too
 *
 * Case is folded fully, by C and F of CaseFolding.txt (Unicode 15.0 section 3.13, D144): one
 * character may become several, so what is found may have another length than what is sought.
 * Chains hold UTF-8 whose segments may end anywhere, inside a character as well; a maximal subpart
 * of ill-formed bytes counts as U+FFFD. In a library built without text (text.h) A to Z alone are
 * folded.
 * Threads: as chain.h; nothing changes and no reference is counted. */
#ifndef SEAM_CASEFOLD_H
#define SEAM_CASEFOLD_H

#include "chain.h"

/* The most code points that the folding of what is searched may have. */
#define SEAM_FIND_CASELESS_MAX 64u

SEAM_BEGIN_DECLS

/**
 * Order two chains by their case foldings, code point by code point; of two that agree the shorter
 * folding comes first.
 *
 * @param      a          Borrowed.
 * @param      b          Borrowed; may be `a`.
 * @param      canonical  Also take what is canonically equivalent for equal (D145: the folding of
 *                        the decomposition is decomposed again). Runs of more than 30 non-starters
 *                        are broken as normalize.h says.
 *
 * Returns     -1, 0 or 1: `a` comes before `b`, is equal, comes after it.
 * Threads     One.
 * Cost        O(bytes up to the difference), no allocation; bytes that are the same, or letters of
 *             ASCII that differ in case, at eight a step.
 */
SEAM_API int seam_chain_compare_caseless(const seam_chain *a, const seam_chain *b, bool canonical);

/**
 * Find a string, whatever the case of its letters. Whole characters match, never a part of what one
 * folds to: "s" is not found in U+00DF.
 *
 * @param      chain      Borrowed.
 * @param      what       UTF-8; borrowed. The empty string is at every place.
 * @param      from       The first place where a match may begin; inside a character, the next one.
 * @param      canonical  Also find what is canonically equivalent (D145). Whole segments match then,
 *                        from a starter to before the next one: "e" is not found in U+00E9, nor in
 *                        U+0065 U+0301, which is the same text. A match at the end of the chain
 *                        stands as long as no mark follows.
 * @param[out] at         Always written: where the first match begins, in bytes; else 0.
 * @param[out] len        Always written: its bytes; else 0.
 *
 * Returns     SEAM_OK; SEAM_MORE when there is none, and a longer chain might have one; SEAM_ERANGE
 *             when `from` is past the end; SEAM_EINVAL when the folding of `what` has more than
 *             SEAM_FIND_CASELESS_MAX code points.
 * Threads     One.
 * Cost        O(segments before `from` + bytes up to the end of the match), no allocation; where no
 *             match can begin, at the speed of a scan.
 */
SEAM_TRY seam_status seam_chain_find_caseless(const seam_chain *chain, seam_view what, size_t from,
                                              bool canonical, size_t *at, size_t *len);

SEAM_END_DECLS
#endif
