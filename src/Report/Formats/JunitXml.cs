using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Headroom.Report.Formats;

/// <summary>One test case of a JUnit document.</summary>
/// <param name="Class">What it belongs to.</param>
/// <param name="Name">What it checks.</param>
/// <param name="Mark">Why it did not pass; null: it passed.</param>
/// <param name="Output">What else there is to say, or null.</param>
internal sealed record JunitCase(string Class, string Name, JunitMark? Mark, string? Output);

/// <summary>Why a case did not pass.</summary>
/// <param name="Outcome">What came of it instead.</param>
/// <param name="Type">The kind of the fault, in a word; not shown of what was skipped.</param>
/// <param name="Message">The reason.</param>
internal sealed record JunitMark(JunitOutcome Outcome, string Type, string Message);

/// <summary>What came of a case that did not pass.</summary>
internal enum JunitOutcome
{
    /// <summary>It was accepted, or left out on purpose.</summary>
    Skipped,

    /// <summary>It could not be told.</summary>
    Error,

    /// <summary>It does not hold.</summary>
    Failure,
}

/// <summary>Writes JUnit XML: one suite, no times.</summary>
/// <remarks>
/// <b>Source:</b> what Jenkins, GitLab and reporters for GitHub read; there is no standard, so that only what all know is written. The
/// reason stands twice: Jenkins shows the attribute, GitLab the text of the element.
/// </remarks>
internal static class JunitXml
{
    /// <summary>The document, UTF-8, with a final line feed.</summary>
    /// <param name="suite">The name of the suite.</param>
    /// <param name="cases">The cases, in their order.</param>
    public static string Of(string suite, IReadOnlyList<JunitCase> cases)
    {
        var element = new XElement(
            "testsuite",
            new XAttribute("name", Legal(suite)),
            new XAttribute("tests", cases.Count),
            new XAttribute("failures", CountOf(cases, JunitOutcome.Failure)),
            new XAttribute("errors", CountOf(cases, JunitOutcome.Error)),
            new XAttribute("skipped", CountOf(cases, JunitOutcome.Skipped)),
            cases.Select(CaseOf));
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{new XElement("testsuites", element).ToString().ReplaceLineEndings("\n")}\n";
    }

    private static int CountOf(IReadOnlyList<JunitCase> cases, JunitOutcome outcome) => cases.Count(one => one.Mark?.Outcome == outcome);

    private static XElement CaseOf(JunitCase one) => new(
        "testcase",
        new XAttribute("classname", Legal(one.Class)),
        new XAttribute("name", Legal(one.Name)),
        one.Mark is { } mark ? MarkOf(mark) : null,
        one.Output is { } output ? new XElement("system-out", Legal(output)) : null);

    private static XElement MarkOf(JunitMark mark) => new(
        mark.Outcome.ToString().ToLowerInvariant(),
        mark.Outcome == JunitOutcome.Skipped ? null : new XAttribute("type", Legal(mark.Type)),
        new XAttribute("message", Legal(mark.Message)),
        Legal(mark.Message));

    // Characters that XML cannot hold, as a name or a message from outside may have; a pair of surrogates is one that it can.
    private static string Legal(string text)
    {
        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                shown.Append(text[i]).Append(text[i + 1]);
                i++;
            }
            else
            {
                shown.Append(XmlConvert.IsXmlChar(text[i]) ? text[i] : '?');
            }
        }

        return shown.ToString();
    }
}
