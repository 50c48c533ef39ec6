using System.Text;
using System.Xml;
using System.Xml.Linq;
using Headroom.Model.Guards;

namespace Headroom.Report.Guards;

/// <summary>A comparison as JUnit XML: a test case for each statement, one for what is about the whole.</summary>
/// <remarks>
/// What fails is a failure, what cannot be told an error, what a waiver accepts is skipped; warnings and notes are the case's output. There
/// are no times, since none are judged.
/// </remarks>
public static class GuardJunit
{
    private const string Suite = "headroom db guard";

    /// <summary>The document, UTF-8, with a final line feed.</summary>
    public static string Render(GuardReport report)
    {
        List<(string Name, IReadOnlyList<GuardRemark> Remarks)> cases = [.. report.Statements.Select(row => (row.Name, row.Remarks))];
        IReadOnlyList<GuardRemark> whole = report.Reason is { } reason
            ? [new GuardRemark("nothing-compared", GuardLevel.CannotTell, reason, report.Workload, 0)]
            : report.Remarks;
        cases.Add(("waivers, baseline and server", whole));
        var worst = cases.Select(one => Worst(one.Remarks)).ToList();
        var suite = new XElement(
            "testsuite",
            new XAttribute("name", Suite),
            new XAttribute("tests", cases.Count),
            new XAttribute("failures", worst.Count(level => level == GuardLevel.Failure)),
            new XAttribute("errors", worst.Count(level => level == GuardLevel.CannotTell)),
            new XAttribute("skipped", worst.Count(level => level == GuardLevel.Waived)),
            cases.Select(one => CaseOf(report, one.Name, one.Remarks)));
        return $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{new XElement("testsuites", suite).ToString().ReplaceLineEndings("\n")}\n";
    }

    private static XElement CaseOf(GuardReport report, string name, IReadOnlyList<GuardRemark> remarks)
    {
        var worst = remarks.FirstOrDefault(remark => remark.Level == Worst(remarks));
        var element = worst?.Level switch
        {
            GuardLevel.Failure => "failure",
            GuardLevel.CannotTell => "error",
            GuardLevel.Waived => "skipped",
            _ => null,
        };
        return new XElement(
            "testcase", new XAttribute("classname", Text(report.Workload)), new XAttribute("name", Text(name)),
            element is null ? null : Element(element, worst!),
            remarks.Count == 0 ? null : new XElement("system-out", Text(string.Join('\n', remarks.Select(said => $"{said.Rule}: {said.Message}")))));
    }

    private static XElement Element(string name, GuardRemark remark) => name == "skipped"
        ? new XElement(name, new XAttribute("message", Text(remark.Message)))
        : new XElement(name, new XAttribute("type", remark.Rule), new XAttribute("message", Text(remark.Message)));

    private static GuardLevel Worst(IReadOnlyList<GuardRemark> remarks) =>
        remarks.Select(remark => remark.Level).DefaultIfEmpty(GuardLevel.Note).Max();

    // Characters that XML cannot hold, as a name or a message from outside may have.
    private static string Text(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            shown.Append(XmlConvert.IsXmlChar(c) ? c : '?');
        }

        return shown.ToString();
    }
}
