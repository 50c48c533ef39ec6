using System.Text;
using Headroom.Load.Scenarios;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Headroom.Load.Import.OpenApi;

/// <summary>Reads YAML from outside as JSON, anchors included, within bounds: an alias counts as much as what it stands for.</summary>
internal static class YamlDocument
{
    private const int MaxDepth = 60;
    private const int MaxNodes = 2_000_000;

    // A long text counts as so many values: aliases of it are copies.
    private const int CharactersPerNode = 64;

    /// <summary>The JSON.</summary>
    /// <exception cref="ImportException">It is no YAML, or over the bounds; says where.</exception>
    public static byte[] ToJson(string yaml)
    {
        var parser = new Parser(new StringReader(yaml));
        try
        {
            parser.Consume<StreamStart>();
            parser.Consume<DocumentStart>();
            return Encoding.UTF8.GetBytes(YamlJson.Text(new Builder(parser).Node(0).Node, static _ => null));
        }
        catch (YamlException e)
        {
            throw new ImportException($"line {e.Start.Line}, column {e.Start.Column}: no valid YAML; {e.Message}");
        }
        catch (InvalidOperationException)
        {
            var line = parser.Current?.End.Line ?? 1;
            throw new ImportException($"line {line}: no valid YAML; a bracket is not closed, or a comma is missing");
        }
        catch (ArgumentException)
        {
            throw new ImportException($"line {parser.Current?.End.Line ?? 1}: no valid YAML; an escape in a text stands for no character");
        }
    }

    private sealed class Builder(Parser parser)
    {
        private readonly Dictionary<AnchorName, (YamlNode Node, int Size)> _anchors = [];

        public (YamlNode Node, int Size) Node(int depth)
        {
            var at = parser.Current?.Start ?? default;
            if (depth > MaxDepth)
            {
                throw new YamlException(at, at, $"nested more than {MaxDepth} levels deep");
            }

            if (parser.TryConsume<AnchorAlias>(out var alias))
            {
                return _anchors.TryGetValue(alias.Value, out var known) ? known
                    : throw new YamlException(alias.Start, alias.End, $"*{alias.Value} has no anchor before it");
            }

            var anchor = (parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
            var read = parser.TryConsume<Scalar>(out var scalar)
                ? (new YamlNode.Scalar((int)at.Line, (int)at.Column, scalar.Value, scalar.Style == ScalarStyle.Plain),
                    1 + (scalar.Value.Length / CharactersPerNode))
                : parser.TryConsume<SequenceStart>(out _) ? Sequence(depth, at)
                : Mapping(depth, at);
            if (read.Item2 > MaxNodes)
            {
                throw new YamlException(at, at, $"more than {MaxNodes} values, aliases counted");
            }

            if (!anchor.IsEmpty)
            {
                _anchors[anchor] = read;
            }

            return read;
        }

        private (YamlNode Node, int Size) Sequence(int depth, Mark at)
        {
            var items = new List<YamlNode>();
            var size = 1L;
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                var (item, more) = Node(depth + 1);
                items.Add(item);
                size += more;
            }

            return (new YamlNode.Sequence((int)at.Line, (int)at.Column, items), (int)Math.Min(size, int.MaxValue));
        }

        private (YamlNode Node, int Size) Mapping(int depth, Mark at)
        {
            parser.Consume<MappingStart>();
            var entries = new List<(string Key, Mark At, YamlNode Value)>();
            var size = 1L;
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var start = parser.Current?.Start ?? at;
                var (name, length) = Node(depth + 1);
                var (value, more) = Node(depth + 1);
                size += more + length - 1;
                if (name is YamlNode.Scalar key)
                {
                    entries.Add((key.Value, start, value));
                }
            }

            return (new YamlNode.Mapping((int)at.Line, (int)at.Column, entries), (int)Math.Min(size, int.MaxValue));
        }
    }
}
