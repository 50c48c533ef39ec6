using Headroom.Model.Evidence;
using Headroom.Model.Plans;
using Headroom.Model.Results;

namespace Headroom.Analyze.Derive;

/// <summary>What the audit of a service was never to collect: its plan names no database, or another command collects it.</summary>
internal static class UnaskedEvidence
{
    // What is asked of the service's database, and what is counted there while the service is asked.
    private static readonly string[] OfDatabase =
    [
        StatementStatistics.Kind, ServerSettings.Kind, DatabaseActivity.Kind, SessionSamples.Kind, Maintenance.Kind, TableActivity.Kind,
        Bloat.Kind, Sequences.Kind, RoleSettings.Kind, DatabaseCatalogue.Kind, StatementParameters.Kind, StatementPlans.Kind,
        IndexSearch.Kind, EndpointStatements.Kind, ScalingProbe.Kind, StatementRepeats.Kind,
    ];

    // What headroom db audit alone collects, and a detector cannot do without.
    private static readonly string[] OfDatabaseAudit = [PlanCache.Kind];

    /// <summary>Why a detector could not have what it needs, whatever the service does; null where it could, or has it.</summary>
    /// <param name="detector">The detector.</param>
    /// <param name="evidence">What was collected.</param>
    /// <param name="plan">The plan.</param>
    public static string? WhyNot(Detector detector, EvidenceSet evidence, Plan plan)
    {
        if (plan.Database is not null)
        {
            return null;
        }

        List<string> missing =
        [
            .. detector.Inputs.Where(input => !input.Optional && evidence.Named(input.Kind) is null).Select(static input => input.Kind),
        ];
        return missing.Exists(static kind => OfDatabaseAudit.Contains(kind, StringComparer.Ordinal)) ? UnaskedReason.OfDatabaseAudit
            : plan.Service.Postgres is null && missing.Exists(static kind => OfDatabase.Contains(kind, StringComparer.Ordinal))
                ? UnaskedReason.NoPostgres
                : null;
    }
}
