using System.Text.Json.Serialization;
using Longhaul.Core.Stores;

namespace Longhaul.Sqlite.Changes;

/// <summary>How a worker's registration is kept, and what it says of its memory.</summary>
[JsonSerializable(typeof(WorkerRegistration))]
[JsonSerializable(typeof(WorkerMemory))]
internal sealed partial class RegistrationJson : JsonSerializerContext;
