using System.Text;

namespace Longhaul.Cli.Following;

/// <summary>Log lines as remarks of a view, so that they do not run through what it paints.</summary>
internal sealed class RemarkWriter(IJobView view) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value) => view.Remark((value ?? "").TrimEnd('\n'));
}
