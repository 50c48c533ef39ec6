namespace Clipper.Defects;

/// <summary>Every defect of the sample: a new one is a file beside this one and a line here.</summary>
public static class Catalogue
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        CommentAuthorLoop.Defect,
        FeedVoteLoop.Defect,
        FeedTagFanout.Defect,
        NoClipsByUserIndex.Defect,
        NoCommentsByClipIndex.Defect,
        NoVotesByUserIndex.Defect,
        NoStatementTimeout.Defect,
        SerialPartnerCalls.Defect,
        PartnerWithoutTimeout.Defect,
        RetryStorm.Defect,
        TightWriteLimit.Defect,
        SilentRefusals.Defect,
        RepeatedComment.Defect,
        PopularTagsStampede.Defect,
        JitterlessTagTtl.Defect,
        BlockingEmbedHash.Defect,
        PoolOf5.Defect,
        PoolOf200.Defect,
    ];
}
