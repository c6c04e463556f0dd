import { serveQuestions } from "../render/embedded/serve-questions.ts";
import { originQuestions } from "./origin-questions.ts";

serveQuestions(originQuestions);
