namespace Headroom.Analyze.Guards;

/// <summary>The names of the rules: scripts look for them, so they stay.</summary>
public static class GuardRules
{
    /// <summary>A large table is scanned sequentially that the baseline does not name.</summary>
    public const string NewScan = "new-sequential-scan";

    /// <summary>A call takes more buffers than the limits let through.</summary>
    public const string MoreBuffers = "more-buffers";

    /// <summary>The server refuses to plan a statement.</summary>
    public const string NotPlannable = "not-plannable";

    /// <summary>The baseline has buffers, and now nobody knows them.</summary>
    public const string NotMeasured = "not-measured";

    /// <summary>A waiver's last day is over.</summary>
    public const string ExpiredWaiver = "expired-waiver";

    /// <summary>A waiver accepts nothing that is there.</summary>
    public const string UnusedWaiver = "unused-waiver";

    /// <summary>A statement of the baseline is no longer in the workload.</summary>
    public const string MissingStatement = "missing-statement";

    /// <summary>A statement of the workload is not in the baseline.</summary>
    public const string NewStatement = "new-statement";

    /// <summary>A plan has another shape.</summary>
    public const string ChangedPlan = "changed-plan";

    /// <summary>A statement's text is another one under the same name.</summary>
    public const string ChangedText = "changed-text";

    /// <summary>A call takes so many buffers fewer that the baseline would hide a later growth.</summary>
    public const string FewerBuffers = "fewer-buffers";

    /// <summary>The baseline was made somewhere else: another major version, on a clone or not.</summary>
    public const string OtherPlace = "other-place";

    /// <summary>The schema is another one than the baseline's.</summary>
    public const string ChangedSchema = "changed-schema";

    /// <summary>The planner has never seen a table's rows.</summary>
    public const string NeverAnalysed = "never-analysed";
}
