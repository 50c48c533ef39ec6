using Headroom.Model.Text;
using YamlDotNet.Core;

namespace Headroom.Load.Scenarios;

/// <summary>A place in a YAML document with what stands there.</summary>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>A text; plain when it stands without quotes.</summary>
    internal sealed record Scalar(int Line, int Column, string Value, bool IsPlain) : YamlNode(Line, Column);

    /// <summary>Keys with values, in order, the first of a key that stands twice.</summary>
    internal sealed record Mapping(int Line, int Column, IReadOnlyList<(string Key, Mark At, YamlNode Value)> Entries)
        : YamlNode(Line, Column);

    /// <summary>Items in order.</summary>
    internal sealed record Sequence(int Line, int Column, IReadOnlyList<YamlNode> Items) : YamlNode(Line, Column);

    /// <summary>In an error message: what it is.</summary>
    public string Kind => this switch
    {
        Scalar { Value: "", IsPlain: true } => "nothing",
        Scalar scalar => $"'{Shortened.Of(scalar.Value, 60)}'",
        Mapping => "a mapping",
        _ => "a list",
    };
}
