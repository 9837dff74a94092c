/* What the contenders of benches/startup.rs execute in the end: nothing. Compiled with -O2 -static. */

int main(void)
{
    return 0;
}
