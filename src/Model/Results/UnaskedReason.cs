namespace Headroom.Model.Results;

/// <summary>Why what detectors need was not asked for, in words that stand once for all of them together.</summary>
public static class UnaskedReason
{
    /// <summary>The service has no database that could be looked at.</summary>
    public const string NoPostgres = "the plan names no postgres";

    /// <summary>The audit of a service never collects it.</summary>
    public const string OfDatabaseAudit = "only headroom db audit looks at plan caches";

    /// <summary>The probe is one of those that a plan has to ask for.</summary>
    public const string NoProbe = "the plan asks for no probe that they need";

    /// <summary>The reason of a detector that was not asked for.</summary>
    /// <param name="outcome">How it ended.</param>
    public static string Of(DetectorOutcome outcome) => outcome.Reason switch
    {
        NoPostgres => NoPostgres,
        OfDatabaseAudit => OfDatabaseAudit,
        _ => NoProbe, // each of them names its own probes
    };
}
