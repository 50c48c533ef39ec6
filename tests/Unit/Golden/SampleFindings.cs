using Headroom.Model.Findings;
using Headroom.Model.Units;

namespace Headroom.Tests.Unit.Golden;

/// <summary>A finding of each kind of effect, and advice that was refuted.</summary>
internal static class SampleFindings
{
    private static readonly string[] Arms = ["without the index", "with the index"];

    public static IReadOnlyList<Finding> Found { get; } = [Measured(), Untried(), Estimated(), Inconclusive()];

    public static Proof Refutation { get; } = Proof(
        "unindexed-filter:clips(visibility)",
        ProofVerdict.Equivalent,
        "Nearly every row is public, so the planner keeps the sequential scan.",
        [Change("buffers_per_call", 6_430, 6_430, 0, 0, 0), Change("time_ms", 58.4, 58.9, 0.0082, -0.021, 0.034)],
        [Change("insert_batch_ms", 12.1, 13.9, 0.148, 0.101, 0.197)],
        new Bytes(7_200_000));

    public static IReadOnlyList<Finding> Rejected { get; } =
    [
        new Finding
        {
            Detector = "unindexed-filter",
            Fingerprint = Refutation.Fingerprint,
            Severity = Severity.Medium,
            Confidence = Confidence.Medium,
            Title = "clips is filtered by visibility without an index",
            Explanation = "A filter on visibility removes 3 % of the rows that the scan reads.",
            Subject = new Subject { Service = "clipper", Table = "clips", Columns = ["visibility"], StatementId = "5be80c11" },
            Evidence = ["evidence/plans.json#/statements/0"],
            Remedies = [Index("CREATE INDEX CONCURRENTLY clips_visibility_idx ON clips (visibility);", "DROP INDEX CONCURRENTLY clips_visibility_idx;")],
            Effect = new Effect.Measured(Refutation.Arms, Refutation.Changes),
            Proof = Refutation,
        },
    ];

    /// <summary>One of which only its name matters.</summary>
    public static Finding Named(string detector, string fingerprint) => new()
    {
        Detector = detector,
        Fingerprint = fingerprint,
        Severity = Severity.High,
        Confidence = Confidence.High,
        Title = "t",
        Explanation = "e",
        Subject = new Subject(),
        Evidence = [],
        Remedies = [],
        Effect = new Effect.Unknown("not tried"),
    };

    private static Finding Measured()
    {
        var proof = Proof(
            "unindexed-sort:clips(user_id,created_at)",
            ProofVerdict.Improved,
            "12 of 12 pairs read fewer buffers, and none was slower.",
            [Change("buffers_per_call", 6_430, 10, -0.998445, -0.998445, -0.998445), Change("time_ms", 58.4, 0.062, -0.99894, -0.99901, -0.99884)],
            [Change("insert_batch_ms", 12.1, 12.9, 0.0661, 0.0213, 0.1129)],
            new Bytes(12_400_000));
        return new Finding
        {
            Detector = "unindexed-sort",
            Fingerprint = proof.Fingerprint,
            Severity = Severity.Critical,
            Confidence = Confidence.High,
            Title = "clips is sorted by created_at for one user without an index that gives the order",
            Explanation = "The plan reads all 412,000 rows of clips, keeps 20 and sorts them.\nNo index begins with (user_id, created_at); 4,017 requests in the window did this.",
            Subject = new Subject { Service = "clipper", Endpoint = "GET /users/{id}/clips", Table = "clips", Columns = ["user_id", "created_at"], StatementId = "5be80c11", Query = SampleLoad.ListClips },
            Endpoints = ["GET /users/{id}/clips"],
            Share = new Ratio(0.622),
            Evidence = ["evidence/plans.json#/statements/0", "evidence/proof-unindexed-sort-clips.json"],
            Remedies =
            [
                Index("CREATE INDEX CONCURRENTLY clips_user_id_created_at_idx\n    ON clips (user_id, created_at DESC);", "DROP INDEX CONCURRENTLY clips_user_id_created_at_idx;"),
                new Remedy { Kind = RemedyKind.Code, Scope = RemedyScope.Api, Up = "Page by the last seen created_at instead of returning every clip.", Risk = "Clients that jump to a page number must change." },
            ],
            Effect = new Effect.Measured(proof.Arms, proof.Changes),
            Proof = proof,
            Priority = 2.31,
        };
    }

    private static Finding Untried() => new()
    {
        Detector = "n-plus-one-query",
        Fingerprint = "n-plus-one-query:GET /clips:b41f09c2",
        Severity = Severity.High,
        Confidence = Confidence.High,
        Title = "GET /clips asks for the user of each clip in a query of its own",
        Explanation = "Calls a request grow by 1 with each row returned (4 page sizes, R² 0.999).",
        Subject = new Subject { Service = "clipper", Endpoint = "GET /clips", Table = "users", StatementId = "b41f09c2", Query = SampleLoad.UserOfClip, File = "src/Clips/ClipEndpoints.cs", Line = 48 },
        Endpoints = ["GET /clips", "GET /feed"],
        Share = new Ratio(0.214),
        Evidence = ["evidence/scaling.json#/endpoints/0"],
        Remedies = [new Remedy { Kind = RemedyKind.Code, Scope = RemedyScope.Code, Up = "Load the users of a page in one query: WHERE id = ANY($1).", Risk = "None that the evidence shows." }],
        Effect = new Effect.Unknown("a change of the code cannot be tried on a clone of the database"),
    };

    private static Finding Estimated() => new()
    {
        Detector = "offset-pagination",
        Fingerprint = "offset-pagination:GET /feed",
        Severity = Severity.Medium,
        Confidence = Confidence.Medium,
        Title = "GET /feed reads and throws away the rows before its page",
        Explanation = "OFFSET grows with the page number, and so do the rows read.",
        Subject = new Subject { Endpoint = "GET /feed", StatementId = "70c2aa31" },
        Evidence = ["evidence/plans.json#/statements/2"],
        Remedies = [new Remedy { Kind = RemedyKind.Code, Scope = RemedyScope.Api, Up = "Page by key: WHERE created_at < $1 ORDER BY created_at DESC LIMIT $2.", Risk = "Clients that jump to a page number must change." }],
        Effect = new Effect.Estimated("rows read = offset + limit, at the offsets of the load", "buffers_per_call", 22, 40),
    };

    private static Finding Inconclusive() => new()
    {
        Detector = "statement-timeout-absent",
        Fingerprint = "statement-timeout-absent:clipper",
        Severity = Severity.Low,
        Confidence = Confidence.Low,
        Title = "role clipper may run a statement for ever",
        Explanation = "statement_timeout is 0 for the role, and no session sets it.",
        Subject = new Subject { Role = "clipper" },
        Evidence = ["evidence/roles.json#/roles/0"],
        Remedies = [new Remedy { Kind = RemedyKind.Setting, Scope = RemedyScope.Config, Up = "ALTER ROLE clipper SET statement_timeout = '5s';", Down = "ALTER ROLE clipper RESET statement_timeout;", Risk = "A report that needs longer fails." }],
        Effect = new Effect.Unknown("two pairs are too few"),
        Proof = Proof("statement-timeout-absent:clipper", ProofVerdict.Inconclusive, "Two pairs are too few for an interval.", [Change("time_ms", 3.1, 0, null, null, null) with { Pairs = 2 }], [], null),
    };

    private static Remedy Index(string up, string down) => new()
    {
        Kind = RemedyKind.Index,
        Scope = RemedyScope.Schema,
        Up = up,
        Down = down,
        Risk = "Each insert into clips maintains one more index.",
    };

    private static Proof Proof(
        string fingerprint, ProofVerdict verdict, string reason, IReadOnlyList<MeasuredChange> changes, IReadOnlyList<MeasuredChange> costs, Bytes? size) => new()
        {
            Fingerprint = fingerprint,
            Verdict = verdict,
            Reason = reason,
            Arms = Arms,
            Changes = changes,
            Costs = costs,
            Size = size,
            Apply = size is null ? null : TimeSpan.FromSeconds(1.9),
            Evidence = $"evidence/proof-{fingerprint}.json",
        };

    private static MeasuredChange Change(string metric, double @base, double remedy, double? change, double? low, double? high) => new()
    {
        Metric = metric,
        Base = @base,
        Remedy = remedy,
        Change = change,
        ChangeLow = low,
        ChangeHigh = high,
        Pairs = 12,
    };
}
