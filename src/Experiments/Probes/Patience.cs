namespace Headroom.Experiments.Probes;

/// <summary>
/// How long a probe waits refusals out, over all of its requests: a limit that each of them runs into must not use up its time.
/// </summary>
/// <param name="limit">Later no refusal is waited out any more.</param>
/// <param name="mostWaits">How often one is until then.</param>
/// <param name="time">The clock.</param>
internal sealed class Patience(TimeSpan limit, int mostWaits, TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();

    /// <summary>How often a refusal is waited out from now on; 0: the probe has waited long enough.</summary>
    public int Waits => time.GetElapsedTime(_begun) < limit ? mostWaits : 0;
}
