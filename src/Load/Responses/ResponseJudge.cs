using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Headroom.Model.Plans;

namespace Headroom.Load.Responses;

/// <summary>The checks and extractions of one request template, prepared once and run on every response.</summary>
/// <remarks>
/// Without regular expressions, cookies and content codings nothing is allocated for a response. Safe for concurrent callers with
/// readings of their own.
/// A body that cannot be decoded, and one that is no JSON, passes no check of its content.
/// </remarks>
internal sealed class ResponseJudge
{
    private readonly IReadOnlyList<Check> _checks;
    private readonly IReadOnlyList<Extraction> _extractions;
    private readonly Needle[] _checkNeedles;
    private readonly Needle[] _extractionNeedles;

    /// <summary>Prepares the checks and extractions of a template.</summary>
    /// <exception cref="ArgumentException">A path or a pattern is none; <see cref="Mistakes"/> tells beforehand.</exception>
    public ResponseJudge(RequestTemplate template)
    {
        if (Mistakes(template).FirstOrDefault() is { } mistake)
        {
            throw new ArgumentException(mistake, nameof(template));
        }

        (_checks, _extractions) = (template.Checks, template.Extractions);
        _checkNeedles = [.. _checks.Select(Needle.Of)];
        _extractionNeedles = [.. _extractions.Select(static extraction => Needle.Of(extraction.From))];
        NeedsBody = _checks.Any(static check => check is not (Check.StatusIs or Check.HasHeader or Check.HeaderMatches))
            || _extractions.Any(static extraction => extraction.From is not (ExtractionSource.Header or ExtractionSource.Cookie));
    }

    /// <summary>Whether any check or extraction reads the body.</summary>
    public bool NeedsBody { get; }

    /// <summary>What is wrong with the paths and patterns of a template.</summary>
    public static IEnumerable<string> Mistakes(RequestTemplate template) =>
        template.Checks.Select(Needle.MistakeIn).Concat(template.Extractions.Select(static extraction => Needle.MistakeIn(extraction.From)))
            .OfType<string>();

    /// <summary>Whether a check holds of the response that is open.</summary>
    /// <param name="check">Its place in the template.</param>
    /// <param name="reading">The response.</param>
    public bool Holds(int check, ResponseReading reading)
    {
        var needle = _checkNeedles[check];
        return _checks[check] switch
        {
            Check.StatusIs status => Contains(status.Expected, reading.View.Status),
            Check.HasHeader => reading.View.TryHeader(needle.Bytes, out _),
            Check.HeaderMatches => reading.View.TryHeader(needle.Bytes, out var value) && needle.Pattern!.IsMatch(reading.Text(value)),
            Check.BodyContains => reading.TryBody(out var body) && body.IndexOf(needle.Bytes) >= 0,
            Check.BodyMatches => reading.TryText(out var text) && needle.Pattern!.IsMatch(text),
            Check.JsonIs json => reading.TryBody(out var body) && needle.Path!.TryFind(body, out var value)
                && Passes(json.Test, needle, value, reading),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>
    /// Adds the value of a variable, as UTF-8: a JSON text without quotes and escapes, other JSON as it stands; null is no value.
    /// </summary>
    /// <param name="extraction">Its place in the template.</param>
    /// <param name="reading">The response.</param>
    /// <param name="into">Where the value goes; untouched when there is none.</param>
    /// <returns>False when the response does not hold it.</returns>
    public bool TryExtract(int extraction, ResponseReading reading, IBufferWriter<byte> into)
    {
        var needle = _extractionNeedles[extraction];
        switch (_extractions[extraction].From)
        {
            case ExtractionSource.Header when reading.View.TryHeader(needle.Bytes, out var value):
                into.Write(value);
                return true;
            case ExtractionSource.Cookie cookie when SetCookies.ValueOf(reading.View, cookie.Name) is { } value:
                Encoding.UTF8.GetBytes(value.AsSpan(), into);
                return true;
            case ExtractionSource.Json when reading.TryBody(out var body) && needle.Path!.TryFind(body, out var value)
                && value.Kind != JsonValueKind.Null:
                value.CopyTo(into);
                return true;
            case ExtractionSource.Regex regex when reading.TryText(out var text):
                return TryMatch(needle.Pattern!, regex.Group, text, into);
            default:
                return false;
        }
    }

    private static bool TryMatch(Regex pattern, int group, ReadOnlySpan<char> text, IBufferWriter<byte> into)
    {
        if (group == 0)
        {
            foreach (var match in pattern.EnumerateMatches(text))
            {
                Encoding.UTF8.GetBytes(text.Slice(match.Index, match.Length), into);
                return true;
            }

            return false;
        }

        var found = pattern.IsMatch(text) ? pattern.Match(text.ToString()).Groups[group] : null;
        if (found is not { Success: true })
        {
            return false;
        }

        Encoding.UTF8.GetBytes(found.ValueSpan, into);
        return true;
    }

    private static bool Passes(JsonTest test, Needle needle, JsonValue value, ResponseReading reading) => test switch
    {
        JsonTest.Exists => true,
        JsonTest.EqualTo => value.Reads(needle.Bytes, reading.Scratch),
        JsonTest.AtLeast least => value.TryNumber(out var number) && number >= least.Value,
        JsonTest.AtMost most => value.TryNumber(out var number) && number <= most.Value,
        JsonTest.Matches => value.Kind == JsonValueKind.String && needle.Pattern!.IsMatch(TextOf(value, reading)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ReadOnlySpan<char> TextOf(JsonValue value, ResponseReading reading)
    {
        reading.Scratch.Clear();
        value.CopyTo(reading.Scratch);
        return reading.Text(reading.Scratch.Span);
    }

    private static bool Contains(IReadOnlyList<int> statuses, int status)
    {
        for (var i = 0; i < statuses.Count; i++)
        {
            if (statuses[i] == status)
            {
                return true;
            }
        }

        return false;
    }
}
