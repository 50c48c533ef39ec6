namespace Headroom.Report;

/// <summary>How a statement sounds; a renderer shows it beside the words, never instead of them.</summary>
internal enum Tone
{
    /// <summary>A fact.</summary>
    Plain,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>A risk.</summary>
    Warn,

    /// <summary>Not as it must be.</summary>
    Bad,

    /// <summary>Nobody knows.</summary>
    Unknown,
}
