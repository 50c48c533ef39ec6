namespace Headroom.Report.Pages;

/// <summary>How the numbers of the page came about, for who has to believe them.</summary>
internal static class Method
{
    /// <summary>What holds of every audit, in the order in which it is asked.</summary>
    /// <param name="isDatabase">Whether a database was audited by itself, without the requests of a service.</param>
    public static Html Of(bool isDatabase) => Parts.Items(
    [
        .. isDatabase ? Array.Empty<string>() :
        [
            "Requests are sent when they are due, whether or not earlier ones were answered; "
                + "latency counts from the moment at which a request was due, so that waiting in a queue is not left out.",
            "The measurement is judged before the service: a generator that lagged, a machine that others used, "
                + "a window that was short are told under Trust, and then nothing is proven and nothing passes.",
        ],
        "Counted work (statements, buffers, rows) decides before time does, because it hardly varies on a busy machine.",
        "A measured effect is the difference between base and remedy in pairs of blocks, in turns, on clones of the same data"
            + (isDatabase ? "; " : ", or of the service without it and with it under the same load; ")
            + "its interval is of the pairs. Advice that the measurement refuted is no finding, and its numbers are kept.",
        "An estimate is called one, beside its model. What nobody measured is unknown, and never nought.",
        "A detector whose evidence is missing did not run; its silence is no proof of health, and is listed under Not tested.",
    ]);
}
