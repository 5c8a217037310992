using System.Text;

namespace Longhaul.Definitions.Tests;

/// <summary>
/// Files that are made to hurt: each is refused in less than 100 ms of processor time and with less than 50 MB. Where other tests keep the
/// processors busy the same work takes up to three times as long, so that only the quiet tier insists on the 100 ms.
/// </summary>
public sealed class HostileFileTests
{
    private const int Full = 1024 * 1024;
    private const long MaxAllocated = 50_000_000;

    private static readonly Dictionary<string, (Func<string> Yaml, string Says)> Files = new()
    {
        ["larger than a mebibyte"] = (() => new string('#', Full + 1), "longhaul.yaml: the file is larger than 1 MiB"),
        ["opening brackets"] = (() => new string('[', Full), "longhaul.yaml:1:65: nested deeper than 64"),
        ["opening braces"] = (() => Repeat("{a: ", Full), "longhaul.yaml:1:257: nested deeper than 64"),
        ["dashes"] = (() => Repeat("- ", Full), "longhaul.yaml:1:129: nested deeper than 64"),
        ["deep indents"] = (() => string.Concat(Enumerable.Range(0, 1_400).Select(depth => $"{new string(' ', depth)}a:\n")), "nested deeper than 64"),
        ["question marks"] = (() => Repeat("? ", Full), "longhaul.yaml:1:129: nested deeper than 64"),
        ["a bomb of aliases"] = (() => "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\n", "longhaul.yaml:1:4: anchors"),
        ["a bomb of merges"] = (() => "jobs:\n  a: { command: [true] }\n  b: { <<: *a }\n", "longhaul.yaml:3:8: merge keys"),
        ["many anchors"] = (() => Repeat("- &a x\n", Full), "longhaul.yaml:1:3: anchors"),
        ["many keys that are not known"] = (() => Numbered("k{0}: 1\n", 80_000), "the file has more than 20000 names and values"),
        ["many jobs that are empty"] = (() => "jobs:\n" + Numbered(" j{0}:\n", 80_000), "the file has more than 20000 names and values"),
        ["one key many times"] = (() => Repeat("a: 1\n", Full), "longhaul.yaml:2:1: `a` stands here a second time"),
        ["one long word"] = (() => new string('a', Full), "longhaul.yaml:1:1: the file must be a mapping"),
        ["one long key"] = (() => new string('a', Full - 3) + ": 1", "longhaul.yaml:1:"),
        ["one long text without an end"] = (() => "name: \"" + new string('a', Full - 10), "longhaul.yaml:"),
        ["blank lines"] = (() => new string('\n', Full), "longhaul.yaml: the file is empty"),
        ["comments"] = (() => Repeat("#\n", Full), "longhaul.yaml: the file is empty"),
        ["NUL characters"] = (() => new string('\0', Full), "longhaul.yaml:1:1: the file has the control character U+0000"),
        ["many needs"] = (() => "pipelines: { p: { steps: { a: { command: [x], needs: [" + Numbered("n{0},", 19_000) + "] } } } }", "is no step of pipeline"),
        ["many steps with an unknown need"] = (() => "pipelines: { p: { steps: {" + Numbered("step-number-{0}: {{ needs: [step-numbre{0}] }},", 990) + "} } }", "did you mean"),
        ["more steps than a run may have"] = (() => Chain(1_000), "has 1000 steps; at most 999"),
        ["a long circle of steps"] = (() => Chain(999), "the steps need each other in a circle: s0 → s998 → s997 → s996 → s995 → s994 → s993 → s992 → … → s0; take"),
    };

    public static TheoryData<string> Names { get; } = [.. Files.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_refused_quickly_and_cheaply(string name) => CheckCost(name, maxMilliseconds: 400);

    [Theory]
    [MemberData(nameof(Names))]
    [Trait("tier", "soak")]
    public void It_is_refused_within_a_tenth_of_a_second(string name) => CheckCost(name, maxMilliseconds: 100);

    private static void CheckCost(string name, int maxMilliseconds)
    {
        var (yaml, says) = Files[name];
        using var folder = new Folder(yaml());
        folder.Refusal().ShouldContain(says); // and everything is compiled now

        var runs = Enumerable.Range(0, 5).Select(_ => Cost(folder)).ToArray();

        TestContext.Current.SendDiagnosticMessage($"{name}: {runs.Min(run => run.Milliseconds):0} ms, {runs.Min(run => run.Allocated) / 1e6:0.0} MB");
        runs.Min(run => run.Milliseconds).ShouldBeLessThan(maxMilliseconds);
        runs.Min(run => run.Allocated).ShouldBeLessThan(MaxAllocated);
    }

    [Fact]
    public void A_file_of_many_gigabytes_is_not_read()
    {
        using var folder = new Folder("");
        using (var file = File.OpenWrite(folder.File))
        {
            file.SetLength(20_000_000_000); // a hole: it takes no room
        }

        folder.Refusal().ShouldContain("larger than 1 MiB");
        Cost(folder).Allocated.ShouldBeLessThan(MaxAllocated);
    }

    [Fact]
    public void A_device_without_an_end_is_not_read_to_its_end() =>
        Should.Throw<DefinitionException>(() => ProjectFile.Load("/dev/zero", new Dictionary<string, string>())).Message.ShouldContain("larger than 1 MiB");

    [Fact]
    public void What_is_no_text_is_refused_with_its_place()
    {
        using var folder = new Folder("");
        File.WriteAllBytes(folder.File, [.. "name: x\n# "u8, 0xC3, 0x28]);

        folder.Refusal().ShouldBe("longhaul.yaml:2:3: the file is not UTF-8 text; save it as UTF-8");
    }

    [Fact]
    public void A_file_in_two_byte_characters_is_refused()
    {
        using var folder = new Folder("");
        File.WriteAllText(folder.File, "name: x\n", Encoding.Unicode);

        folder.Refusal().ShouldContain("not UTF-8");
    }

    private static (double Milliseconds, long Allocated) Cost(Folder folder)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var start = ProcessorMilliseconds();
        folder.Refusal();
        return (ProcessorMilliseconds() - start, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Of this thread: what others do on the machine must not count.</summary>
    private static double ProcessorMilliseconds() =>
        double.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0]) / 1e6;

    private static string Repeat(string piece, int length) => string.Concat(Enumerable.Repeat(piece, length / piece.Length));

    private static string Numbered(string piece, int count) => string.Concat(Enumerable.Range(0, count).Select(number => string.Format(piece, number)));

    private static string Chain(int count) => "pipelines:\n  p:\n    steps:\n" + string.Concat(Enumerable.Range(0, count)
        .Select(number => $"      s{number}: {{ command: [x], needs: [s{(number + count - 1) % count}] }}\n"));

    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("longhaul-hostile-");

        public Folder(string yaml) => System.IO.File.WriteAllText(File, yaml);

        public string File => Path.Combine(_folder.FullName, ProjectFile.Name);

        public string Refusal() => Should.Throw<DefinitionException>(() => ProjectFile.Load(_folder.FullName, new Dictionary<string, string>())).Message;

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
