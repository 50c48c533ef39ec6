namespace Clipper.Defects;

/// <summary>
/// Every refusal. Broken: 503 and 429 do not say when to come back, and a client address may write fifty times a second: more than the planned
/// load does, less than a burst. Cured: every 503 and 429 carries Retry-After.
/// </summary>
public static class SilentRefusals
{
    public static readonly Defect Defect = new(
        "silent-refusals",
        "429 and 503 have no Retry-After, and more than fifty writes a second are refused; the cure says with each when to come back.");

    /// <summary>Seconds after which a client may come back.</summary>
    private const string Seconds = "1";

    /// <summary>Says when to come back, where this process does.</summary>
    public static void TellWhen(this HttpResponse response, Switches switches)
    {
        if (!switches.On(Defect)) response.Headers.RetryAfter = Seconds;
    }
}
