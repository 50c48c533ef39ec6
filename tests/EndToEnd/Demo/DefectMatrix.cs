using Headroom.Model.Findings;

namespace Headroom.Tests.EndToEnd.Demo;

/// <summary>What each defect of the sample must be found as: the detector, and the place.</summary>
/// <param name="Defect">The sample's switch.</param>
/// <param name="Detector">The detector that must find it.</param>
/// <param name="Endpoints">The endpoints that the load of its test goes to.</param>
/// <param name="At">Whether a finding is at the defect's place.</param>
/// <param name="Proven">Whether the remedy must be measured on a clone.</param>
/// <param name="IsToldByAnother">Whether another defect's finding tells it, too, when all are on.</param>
internal sealed record DefectCase(string Defect, string Detector, IReadOnlyList<string> Endpoints, Func<Finding, bool> At, bool Proven = false, bool IsToldByAnother = false);

internal static class DefectMatrix
{
    public static IReadOnlyList<DefectCase> Cases { get; } =
    [
        new("comment-author-loop", "n-plus-one-query", ["GET /clips/{clip}/comments"],
            f => f.Subject is { Endpoint: "GET /clips/{clip}/comments", Query: { } query } && query.Contains("FROM users WHERE id = $1")),
        new("feed-vote-loop", "n-plus-one-query", ["GET /clips"],
            f => f.Subject is { Endpoint: "GET /clips", Query: { } query } && query.Contains("FROM votes")),
        new("feed-tag-fanout", "n-plus-one-query", ["GET /clips"],
            f => f.Subject is { Endpoint: "GET /clips", Query: { } query } && query.Contains("FROM clip_tags")),
        new("no-clips-by-user-index", "unindexed-sort", ["GET /users/{author}/clips"],
            f => f.Subject is { Endpoint: "GET /users/{author}/clips", Table: "clips", Columns: ["user_id", "created_at"] }
                && f.Remedies[0].Up.Contains("(user_id, created_at DESC)", StringComparison.Ordinal), Proven: true),
        new("no-comments-by-clip-index", "unindexed-sort", ["GET /clips/{clip}/comments"],
            f => f.Subject is { Endpoint: "GET /clips/{clip}/comments", Table: "comments", Columns: ["clip_id", "created_at"] }, Proven: true),
        new("no-votes-by-user-index", "unindexed-filter", ["GET /clips", "POST /clips/{clip}/votes"],
            f => f.Subject is { Table: "votes", Columns: ["user_id", "clip_id"] } && f.Endpoints.Contains("GET /clips"), Proven: true),
        new("no-statement-timeout", "unbounded-statement", ["GET /clips/{clip}"], f => f.Subject.Role == "clipper"),
        new("tight-write-limit", "rate-limited-errors", ["POST /clips/{clip}/votes"],
            f => f.Subject.Endpoint == "POST /clips/{clip}/votes" && f.Title.Contains("without Retry-After")),
        new("silent-refusals", "missing-retry-after", ["POST /clips/{clip}/votes"],
            f => f.Fingerprint == "missing-retry-after:429" && f.Endpoints.Contains("POST /clips/{clip}/votes"), IsToldByAnother: true),
        new("repeated-comment", "unsafe-retry", ["POST /clips/{clip}/comments"],
            f => f.Subject is { Endpoint: "POST /clips/{clip}/comments", Table: "comments" }),
        new("blocking-embed-hash", "cpu-bound-endpoint", ["GET /clips/{clip}/embed", "GET /clips/{clip}"],
            f => f.Subject.Endpoint == "GET /clips/{clip}/embed"),
        new("popular-tags-stampede", "cache-stampede", ["GET /tags/popular"], f => f.Subject.Endpoint == "GET /tags/popular"),
    ];
}
