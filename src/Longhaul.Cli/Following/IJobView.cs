namespace Longhaul.Cli.Following;

/// <summary>Shows a job or a run while it goes on.</summary>
internal interface IJobView : IDisposable
{
    /// <summary>Shows where everything is: the job itself first, then its steps.</summary>
    void Show(JobRecord top, IReadOnlyList<JobRecord> steps, DateTimeOffset now);

    /// <summary>Shows output of the job or of a step.</summary>
    void Output(JobRecord job, LogPiece piece);

    /// <summary>Says something about the following itself.</summary>
    void Remark(string text);
}
