/* The least a wrapper can cost: executes the program its words name, and does nothing else.
 *
 * Compiled by benches/startup.rs with -O2 -static. */

#include <stdio.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 2) {
        fputs("exec_only: no program\n", stderr);
        return 125;
    }
    execv(argv[1], argv + 1);
    perror(argv[1]);
    return 125;
}
