namespace Headroom.Load.K6;

/// <summary>How a k6 script is run.</summary>
public sealed record K6Options
{
    /// <summary>Virtual users, instead of what the script says; null: as the script says.</summary>
    public int? Vus { get; init; }

    /// <summary>How long iterations start, instead of what the script says; null: as the script says.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>More options of <c>k6 run</c>, given to it as they are, before the script.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Whether k6 is told to refuse every address but loopback. A script names its targets itself, so that they cannot be looked at before.
    /// </summary>
    public bool LoopbackOnly { get; init; } = true;

    /// <summary>
    /// Whether the Ctrl-C that stops Headroom reaches k6 as well, since both are in the foreground of one terminal. Then Headroom does
    /// not interrupt it itself: at a second interrupt k6 leaves at once, without its summary.
    /// </summary>
    public bool SharesTerminal { get; init; }

    /// <summary>Where the lines go that k6 prints, on its output and its error output; called by one thread at a time.</summary>
    public Action<string> Print { get; init; } = static _ => { };
}
