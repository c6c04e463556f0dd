import { serveQuestions } from "../render/embedded/serve-questions.ts";
import { proofQuestions } from "./proof-questions.ts";

serveQuestions(proofQuestions);
