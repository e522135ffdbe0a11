/* Coverage of what ends without returning from main(): a process that aborts, and a child that leaves by
 * _exit(). The build of `tests/run coverage` has a profile that is written when main() returns; here it is
 * written in those cases too. Other builds have none, and nothing is done. */
#ifndef SEAM_TESTS_PROFILE_H
#define SEAM_TESTS_PROFILE_H

/* As _exit(), for the tests and their children. */
_Noreturn void end_process(int status);

#endif
