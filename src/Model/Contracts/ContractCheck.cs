using System.Globalization;

namespace Headroom.Model.Contracts;

/// <summary>A response as the contract sees it.</summary>
/// <param name="Status">The status, or null when no whole response arrived.</param>
/// <param name="ContentType">The media type without its parameters, in lower case; empty when there is none.</param>
/// <param name="Places">The places of its JSON body; null when it is no JSON.</param>
/// <param name="BodyHash">A hash of the body without its content codings.</param>
public sealed record ContractResponse(int? Status, string ContentType, IReadOnlyDictionary<string, JsonPlace>? Places, string BodyHash)
{
    /// <summary>Whether there is no body.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>Why its body was not read whole, so that it is neither alike nor different; null when it was.</summary>
    public string? Unread { get; init; }
}

/// <summary>Holds the answers of two arms to the same request against each other.</summary>
/// <remarks>
/// Status, media type and the shape of JSON (keys, types, lengths of arrays, null or not) must be the same whatever was asked; values only
/// when the request is safe to repeat. What A itself answers differently the second time (a clock, a request id) is volatile: of it the
/// kind alone is compared: a key that B alone leaves out, a list that it empties, a null or a text for a number are differences there, too.
/// <para><b>Source:</b> the idea of a second control against noise: Twitter, "Diffy: testing services without writing tests" (2015).</para>
/// </remarks>
public static class ContractCheck
{
    /// <summary>What a difference has where there is nothing.</summary>
    internal const string Absent = "absent";

    private const string Empty = "array of 0";

    /// <summary>What differs, in the order of places.</summary>
    /// <param name="a">What A answered.</param>
    /// <param name="b">What B answered.</param>
    /// <param name="again">
    /// What A answered when it was asked again; null for a request that is not safe to repeat: then values are not compared.
    /// </param>
    public static IReadOnlyList<ContractDifference> Differences(ContractResponse a, ContractResponse b, ContractResponse? again)
    {
        if (again is not null && (again.Status != a.Status || (again.Places is null) != (a.Places is null)))
        {
            again = null; // A is not sure itself: values say nothing
        }

        if (a.Status != b.Status)
        {
            return [new ContractDifference("status", "", Text(a.Status), Text(b.Status))];
        }

        if (a.ContentType != b.ContentType)
        {
            return [new ContractDifference("content_type", "", a.ContentType, b.ContentType)];
        }

        if (a.Places is { } placesOfA && b.Places is { } placesOfB)
        {
            return [.. OfPlaces(placesOfA, placesOfB, again)];
        }

        if ((a.Places is null) != (b.Places is null))
        {
            return [new ContractDifference("shape", "", FormOf(a), FormOf(b))];
        }

        if (a.IsEmpty != b.IsEmpty && again?.IsEmpty != b.IsEmpty)
        {
            return [new ContractDifference("shape", "", a.IsEmpty ? "no body" : "a body", b.IsEmpty ? "no body" : "a body")];
        }

        return again is not null && a.BodyHash == again.BodyHash && a.BodyHash != b.BodyHash
            ? [new ContractDifference("body", "", "a body", "another body")] : [];
    }

    private static string FormOf(ContractResponse answer) => answer.Unread ?? (answer.Places is null ? "no JSON" : "JSON");

    /// <summary>The type of what stands at a place; a list without elements is of another kind than one with some.</summary>
    internal static string KindOf(JsonPlace? place) => KindOf(Shape(place));

    /// <summary>The kind of what a difference has at its place.</summary>
    internal static string KindOf(string shape) =>
        shape != Empty && shape.StartsWith("array", StringComparison.Ordinal) ? "array" : shape;

    /// <summary>The places that A itself answers differently when it is asked again.</summary>
    public static IReadOnlySet<string> Volatile(ContractResponse a, ContractResponse? again) =>
        a.Places is { } first && again?.Places is { } second
            ? first.Keys.Union(second.Keys, StringComparer.Ordinal)
                .Where(path => first.GetValueOrDefault(path) != second.GetValueOrDefault(path)).ToHashSet(StringComparer.Ordinal)
            : new HashSet<string>(StringComparer.Ordinal);

    private static IEnumerable<ContractDifference> OfPlaces(
        IReadOnlyDictionary<string, JsonPlace> a, IReadOnlyDictionary<string, JsonPlace> b, ContractResponse? again)
    {
        var isRepeatable = again is not null;
        var changing = isRepeatable ? Volatile(new ContractResponse(null, "", a, ""), again) : new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in a.Keys.Union(b.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (here, there) = (a.GetValueOrDefault(path), b.GetValueOrDefault(path));
            var isOwn = IsWithin(path, changing);
            if (here == there || (isOwn && !IsOfAnotherKind(path, here, again?.Places?.GetValueOrDefault(path), b)))
            {
                continue;
            }

            if (isOwn || here?.Type != there?.Type || here?.Type == "array")
            {
                yield return new ContractDifference("shape", path, Shape(here), Shape(there));
            }
            else if (isRepeatable)
            {
                yield return new ContractDifference("body", path, "a value", "another value");
            }
        }
    }

    // What changes by itself keeps its kind, and B has there what neither answer of A has. A list may be shorter; a thing keeps its keys.
    private static bool IsOfAnotherKind(
        string path, JsonPlace? here, JsonPlace? later, IReadOnlyDictionary<string, JsonPlace> b)
    {
        var there = b.GetValueOrDefault(path);
        return here is not null && later is not null && KindOf(there) != KindOf(here) && KindOf(there) != KindOf(later)
            && (there is not null || (!path.EndsWith(']') && b.GetValueOrDefault(OwnChanges.Parent(path))?.Type == "object"));
    }

    // An element of an array whose length changes by itself is volatile with it.
    private static bool IsWithin(string path, IReadOnlySet<string> changing) =>
        changing.Count > 0 && changing.Any(place =>
            path == place || (path.StartsWith(place, StringComparison.Ordinal) && path[place.Length] is '.' or '['));

    private static string Shape(JsonPlace? place) => place switch
    {
        null => Absent,
        { Type: "array" } => $"array of {place.Value}",
        _ => place.Type,
    };

    private static string Text(int? status) => status?.ToString(CultureInfo.InvariantCulture) ?? "no response";
}

/// <summary>Something that B answers otherwise than A. It holds types and lengths, no values.</summary>
/// <param name="Kind">status, content_type, shape or body.</param>
/// <param name="Place">Where in the body; empty for the whole.</param>
/// <param name="A">What A has there.</param>
/// <param name="B">What B has there.</param>
public sealed record ContractDifference(string Kind, string Place, string A, string B);
