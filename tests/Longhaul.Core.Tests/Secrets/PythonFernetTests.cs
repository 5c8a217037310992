using System.Diagnostics;
using System.Text;
using Longhaul.Core.Secrets;

namespace Longhaul.Core.Tests.Secrets;

/// <summary>Another implementation of the format, that of Python's package cryptography, reads what this one writes, and the reverse.</summary>
public sealed class PythonFernetTests
{
    private const string Program = """
        import base64, sys
        from cryptography.fernet import Fernet, MultiFernet
        key, token, plain = sys.stdin.read().split()
        f = Fernet(key)
        print(base64.b64encode(f.decrypt(token)).decode())
        print(f.encrypt(base64.b64decode(plain)).decode())
        print(Fernet.generate_key().decode())
        """;

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("sixteen bytes ..")]
    [InlineData("{\"key\": \"ü\\n\"}")]
    public async Task Each_reads_what_the_other_wrote(string plain)
    {
        var key = FernetKey.Create();
        var token = FernetToken.Write(key, Encoding.UTF8.GetBytes(plain), TimeProvider.System.GetUtcNow());
        var lines = await RunAsync($"{key.Reveal()} {token} {Convert.ToBase64String(Encoding.UTF8.GetBytes(plain + "!"))}");
        Encoding.UTF8.GetString(Convert.FromBase64String(lines[0])).ShouldBe(plain);
        Encoding.UTF8.GetString(FernetToken.Read(key, lines[1]).ShouldNotBeNull()).ShouldBe(plain + "!");
        FernetKey.Parse(lines[2], out _).ShouldNotBeNull();
    }

    // Debian's own Python has Debian's package; where another one comes first, that may have it.
    private static async Task<string[]> RunAsync(string input)
    {
        foreach (var python in (string[])["/usr/bin/python3", "python3"])
        {
            if (await TryAsync(python, "import cryptography.fernet", "") is not null)
            {
                return (await TryAsync(python, Program, input)).ShouldNotBeNull().Split('\n');
            }
        }

        Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") is null or "", "Python's cryptography is not here: apt-get install python3-cryptography");
        throw new InvalidOperationException("Python's cryptography is not here, and this is CI");
    }

    private static async Task<string?> TryAsync(string python, string program, string input)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(python, ["-c", program])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
            })!;
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            _ = await error;
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
